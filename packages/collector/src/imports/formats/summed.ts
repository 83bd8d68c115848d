import type { SummedFormat } from '@footfall/protocol';
import { type CsvRow, csvRows } from '../csv.ts';
import { readLines } from '../lines.ts';
import type { Numbered, SumOutcome } from '../rows.ts';
import { headOf, openSource } from '../source.ts';
import { isZip, openZip, type Packed } from '../zip.ts';
import type { ImportFile } from './formats.ts';
import { ga4 } from './ga4.ts';
import { isPlausibleFile, plausible } from './plausible.ts';

/** A row and what becomes of it; of a file of an archive, whose name stands before faults. */
export interface JudgedSum {
	readonly number: number;
	readonly line: number;
	readonly outcome: SumOutcome;
}
export interface SumBatch {
	readonly rows: readonly JudgedSum[];
	/** Of the whole file, 0–1. */
	readonly share: number;
}

function judgeAll<Row>(rows: readonly Numbered<Row>[], judge: (row: Row) => SumOutcome, name?: string): JudgedSum[] {
	const named = (outcome: SumOutcome): SumOutcome =>
		name !== undefined && 'fault' in outcome ? { fault: `${name}: ${outcome.fault}` } : outcome;
	return rows.map(({ number, line, ...read }) => ({ number, line, outcome: named('row' in read ? judge(read.row) : read) }));
}

async function* ofFiles(files: readonly Packed[], done: number, judge: (row: CsvRow) => SumOutcome): AsyncGenerator<SumBatch, void> {
	const all = Math.max(
		1,
		files.reduce((sum, { bytes }) => sum + bytes, 0),
	);
	let before = 0;
	let bytes = 0;
	for (const file of files) {
		let last = before;
		for await (const { rows, share } of csvRows(await file.open(), file.bytes, { done: 0, before })) {
			last = rows.at(-1)?.number ?? last;
			const left = rows.filter(({ number }) => number > done);
			yield { rows: judgeAll(left, judge, file.name), share: Math.min(1, (bytes + share * file.bytes) / all) };
		}
		before = last;
		bytes += file.bytes;
	}
}

async function* ofPlausible({ file, bytes, done }: ImportFile, now: number): AsyncGenerator<SumBatch, void> {
	const judge = plausible(now);
	if (!isZip(await headOf(file, 2))) {
		for await (const { rows, share } of csvRows(await openSource(file), bytes, { done })) yield { rows: judgeAll(rows, judge), share };
		return;
	}
	const archive = await openZip(file, isPlausibleFile);
	try {
		yield* ofFiles(archive.files, done, judge);
	} finally {
		archive.close();
	}
}

async function* ofGa4({ file, bytes, done }: ImportFile, now: number): AsyncGenerator<SumBatch, void> {
	const judge = ga4(now);
	// What a line means depends on the heads above it, so those that are done are read again too.
	for await (const { rows, share } of readLines(file, bytes, 0)) {
		const judged = judgeAll(rows, judge);
		yield { rows: judged.filter(({ number }) => number > done), share };
	}
}

/** How the rows of each format that holds sums are read. */
export const readsSums: Readonly<Record<SummedFormat, (file: ImportFile, now: number) => AsyncGenerator<SumBatch, void>>> = {
	plausible: ofPlausible,
	ga4: ofGa4,
};
