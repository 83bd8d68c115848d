import Database from 'better-sqlite3';
import { serve } from './thread.ts';
import type { Read, ReaderCalls, Rows } from './threads.ts';

interface Row {
	offset: number;
	value: string;
}

function openReader(file: string) {
	const db = new Database(file, { readonly: true });
	// KiB. Every page is read once.
	db.pragma('cache_size = -1024');
	const selectFrom = db.prepare<[number, number], Row>('select "offset", value from entries where "offset" >= ? order by "offset" limit ?');
	const selectEnds = db.prepare<[], { oldest: number | null; head: number }>(`
		select (select min("offset") from entries) as oldest,
			coalesce((select seq + 1 from sqlite_sequence where name = 'entries'), 1) as head
	`);
	const selectAt = db.prepare<[number], { offset: number; at: number }>(
		'select "offset", at from entries where "offset" >= ? order by "offset" limit 1',
	);

	return {
		read({ from, maxEntries, maxChars }: Read): Rows {
			const offsets: number[] = [];
			const values: string[] = [];
			let chars = 0;
			for (const { offset, value } of selectFrom.iterate(from, maxEntries)) {
				offsets.push(offset);
				values.push(value);
				chars += value.length;
				if (chars >= maxChars) break;
			}
			return { offsets, values };
		},
		since(at: number): number {
			const { oldest, head } = selectEnds.get() ?? { oldest: null, head: 1 };
			let low = oldest ?? head;
			let high = head;
			// `at` never falls from one entry to the next, so that halving finds it without an index.
			while (low < high) {
				const middle = Math.floor((low + high) / 2);
				const row = selectAt.get(middle);
				if (!row || row.at >= at) high = middle;
				else low = row.offset + 1;
			}
			return low;
		},
		close(): void {
			db.close();
		},
	};
}

let reader: ReturnType<typeof openReader> | undefined;

function opened(): ReturnType<typeof openReader> {
	if (!reader) throw new Error('The log is not open.');
	return reader;
}

serve<ReaderCalls>({
	open({ file }) {
		reader = openReader(file);
	},
	read: (what) => opened().read(what),
	since: (at) => opened().since(at),
	close: () => opened().close(),
});
