import Database from 'better-sqlite3';
import { serve } from './thread.ts';
import type { EntryRows, Read, ReaderCalls, Rows } from './threads.ts';

interface Row {
	offset: number;
	value: string;
}

interface EntryRow extends Row {
	at: number;
	key: string;
	route: number;
}

function openReader(file: string) {
	const db = new Database(file, { readonly: true });
	// KiB. Every page is read once.
	db.pragma('cache_size = -1024');
	const selectFrom = db.prepare<[number, number], Row>('select "offset", value from entries where "offset" >= ? order by "offset" limit ?');
	const selectEntries = db.prepare<[number, number], EntryRow>(
		'select "offset", at, key, route, value from entries where "offset" >= ? order by "offset" limit ?',
	);
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
		readEntries({ from, maxEntries, maxChars }: Read): EntryRows {
			const rows = { offsets: [] as number[], ats: [] as number[], keys: [] as string[], routes: [] as number[], values: [] as string[] };
			let chars = 0;
			for (const { offset, at, key, route, value } of selectEntries.iterate(from, maxEntries)) {
				if (chars > 0 && chars + value.length > maxChars) break;
				rows.offsets.push(offset);
				rows.ats.push(at);
				rows.keys.push(key);
				rows.routes.push(route);
				rows.values.push(value);
				chars += value.length;
			}
			return rows;
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
	readEntries: (what) => opened().readEntries(what),
	since: (at) => opened().since(at),
	close: () => opened().close(),
});
