import { type CsvRow, csvRows } from '../csv.ts';
import type { RowBatch } from '../rows.ts';
import { openZip, type Packed } from '../zip.ts';
import { createUmamiProps, type UmamiProps } from './umamiProps.ts';

const isEvents = (name: string): boolean => /(^|\/)website_event\w*\.csv$/.test(name);
const isProps = (name: string): boolean => /(^|\/)event_data\w*\.csv$/.test(name);

/** A file of its export that is read: its events, and their properties. */
export const isUmamiFile = (name: string): boolean => (isEvents(name) || isProps(name)) && !name.startsWith('__MACOSX/');

/** Whether files of an archive are Umami's: properties without their events are nothing. */
export const isUmami = (files: readonly Packed[]): boolean => files.some(({ name }) => isEvents(name));

/**
 * The events of Umami's export in a ZIP, from the one after the first `done`, judged with their properties at hand. These are gathered first, each time anew, in batches
 * without rows: whoever reads decides how fast, and may leave.
 */
export async function* umamiZip<Judged>(
	file: string,
	done: number,
	judge: (props: UmamiProps['of']) => (rows: RowBatch<CsvRow>['rows']) => Judged[],
): AsyncGenerator<{ readonly rows: readonly Judged[]; readonly share: number }, void> {
	const archive = await openZip(file, isUmamiFile);
	const props = createUmamiProps();
	try {
		const all = archive.files.reduce((sum, { bytes }) => sum + bytes, 0);
		const ordered = [...archive.files.filter(({ name }) => isProps(name)), ...archive.files.filter(({ name }) => isEvents(name))];
		const judgeAll = judge(props.of);
		let read = 0;
		let before = 0;
		for (const { name, bytes, open } of ordered) {
			let last = before;
			for await (const { rows, share } of csvRows(await open(), bytes, { done: 0, before: isProps(name) ? 0 : before })) {
				const at = Math.min(1, (read + share * bytes) / Math.max(1, all));
				if (isProps(name)) {
					props.add(rows);
					yield { rows: [], share: at };
					continue;
				}
				last = rows.at(-1)?.number ?? last;
				yield { rows: judgeAll(rows.filter(({ number }) => number > done)), share: at };
			}
			if (!isProps(name)) before = last;
			read += bytes;
		}
	} finally {
		props.close();
		archive.close();
	}
}
