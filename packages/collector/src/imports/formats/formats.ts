import { gunzipSync, constants as zlib } from 'node:zlib';
import { FootfallError, type ImportFormat, type SummedFormat } from '@footfall/protocol';
import type { StoreReader } from '../../store/store.ts';
import { type CsvRow, readCsv } from '../csv.ts';
import { readLines } from '../lines.ts';
import { readParquet } from '../parquet.ts';
import type { Numbered, Outcome, RowBatch } from '../rows.ts';
import { headOf, isGzip } from '../source.ts';
import { createEnter, type Enter, type ImportContext } from '../visitors.ts';
import { isZip, openZip } from '../zip.ts';
import { accessLog, parseLine } from './accessLog.ts';
import { ownEvent } from './footfall.ts';
import { cellsOf, hasDates, isGa4 } from './ga4.ts';
import { goatcounter } from './goatcounter.ts';
import { isPlausibleFile, plausibleTable } from './plausible.ts';
import { umami } from './umami.ts';
import { isUmami, isUmamiFile, umamiZip } from './umamiZip.ts';

/** A file that is to be read: where it lies, its size, and how many of its rows are done. */
export interface ImportFile {
	readonly file: string;
	readonly bytes: number;
	readonly done: number;
}

/** A row and what becomes of it. */
export interface Judged {
	readonly number: number;
	readonly line: number;
	readonly outcome: Outcome;
}
interface JudgedBatch {
	readonly rows: readonly Judged[];
	readonly share: number;
}

type Read = (file: ImportFile, context: ImportContext, store: Pick<StoreReader, 'query'>) => AsyncGenerator<JudgedBatch, void>;

const judging =
	<Row>(judge: (row: Row) => Outcome) =>
	(rows: readonly Numbered<Row>[]): Judged[] =>
		rows.map(({ number, line, ...read }) => ({ number, line, outcome: 'row' in read ? judge(read.row) : read }));

async function* judged<Row>(batches: AsyncGenerator<RowBatch<Row>, void>, judge: (row: Row) => Outcome): AsyncGenerator<JudgedBatch, void> {
	const judgeAll = judging(judge);
	for await (const { rows, share } of batches) yield { share, rows: judgeAll(rows) };
}

const ofCsv =
	(format: (enter: Enter, domain: string) => (row: CsvRow) => Outcome): Read =>
	({ file, bytes, done }, context) =>
		judged(readCsv(file, bytes, done), format(createEnter(context), context.site.domain));

async function* ofUmami({ file, bytes, done }: ImportFile, context: ImportContext): AsyncGenerator<JudgedBatch, void> {
	const enter = createEnter(context);
	const { domain } = context.site;
	if (isZip(await headOf(file, 2))) yield* umamiZip(file, done, (propsOf) => judging(umami(enter, domain, propsOf)));
	else yield* judged(readCsv(file, bytes, done), umami(enter, domain));
}

/** How the rows of each format that holds events are read and become such. */
export const reads: Readonly<Record<Exclude<ImportFormat, SummedFormat>, Read>> = {
	footfall: ({ file, done }, { site, importId, now }, store) =>
		judged(readParquet(store, file, done), ownEvent({ site: site.id, importId, now })),
	access_log: ({ file, bytes, done }, context) =>
		judged(readLines(file, bytes, done), accessLog(createEnter(context), context.site.domain)),
	goatcounter: ofCsv(goatcounter),
	umami: ofUmami,
};

const HEAD = 16 * 1024;

function textOf(head: Buffer): string {
	if (!isGzip(head)) return head.toString('utf8');
	try {
		return gunzipSync(head, { finishFlush: zlib.Z_SYNC_FLUSH, maxOutputLength: 64 * 1024 * 1024 }).toString('utf8');
	} catch {
		return '';
	}
}

/** Whose file it is, by what is in it. @throws {FootfallError} `invalid_import`, with what to do. */
export async function formatOf(file: string): Promise<ImportFormat> {
	const head = await headOf(file, HEAD);
	if (head.subarray(0, 4).toString('latin1') === 'PAR1') return 'footfall';
	if (isZip(head)) return await formatOfZip(file);
	const text = textOf(head);
	if (isGa4(text)) return withDates(text);
	const lines = text
		.replace(/^\ufeff/, '')
		.split('\n')
		.filter((line) => line.trim() !== '' && !line.startsWith('#'));
	const [first = ''] = lines;
	if (/^"?\d?Path"?,"?Title"?,"?Event"?(,|\r?$)/.test(first)) return 'goatcounter';
	if (plausibleTable(cellsOf(first)?.map((name) => name.trim()) ?? []) !== undefined) return 'plausible';
	if (first.includes('website_id') && first.includes('url_path')) return 'umami';
	if (lines.slice(0, 50).some((line) => parseLine(line) !== undefined)) return 'access_log';
	throw new FootfallError('invalid_import', {
		message:
			'Neither Parquet of Footfall, nor an access log in the combined format, nor a CSV of Plausible, Google Analytics 4, GoatCounter or Umami.',
	});
}

async function formatOfZip(file: string): Promise<ImportFormat> {
	const archive = await openZip(file, (name) => isPlausibleFile(name) || isUmamiFile(name));
	archive.close();
	if (isUmami(archive.files)) return 'umami';
	if (archive.files.some(({ name }) => isPlausibleFile(name))) return 'plausible';
	throw new FootfallError('invalid_import', {
		message: 'This is a ZIP archive, and none of Plausible’s or Umami’s: unpack it, and import the file inside.',
	});
}

/** Sums of a whole report belong to no day. */
function withDates(text: string): ImportFormat {
	if (hasDates(text)) return 'ga4';
	throw new FootfallError('invalid_import', {
		message:
			'The rows of this export of Google Analytics have no date. In Explore, make a “Free form” with the dimension “Date” in its rows, beside it at most one kind of thing (page path, session source and medium, country ID, device category, browser, operating system or event name) and the values Total users, Sessions, Engaged sessions, Views and Average session duration, and export that as CSV.',
	});
}
