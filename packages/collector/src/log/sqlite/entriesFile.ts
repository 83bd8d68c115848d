import Database from 'better-sqlite3';
import type { LoggedEntry } from '../log.ts';
import type { SpooledEntry } from '../spool.ts';

interface Row {
	offset: number;
	value: string;
}

interface Read {
	readonly from: number;
	readonly maxEntries: number;
	readonly maxChars: number;
}

/** The file of the log, to be read from while another connection writes. */
export interface EntriesFile {
	/** Entries in the order of their offsets. */
	read(what: Read): LoggedEntry[];
	/** The same, with all that was appended; the limit of characters is kept, but for a first entry that is larger. */
	readEntries(what: Read): SpooledEntry[];
	/** Offset of the first entry taken at or after an instant (ms); the position after the newest when there is none. */
	since(at: number): number;
	/** Offset of the oldest entry kept; the position after the newest when there is none. */
	oldest(): number;
	close(): void;
}

export function openEntriesFile(file: string): EntriesFile {
	const db = new Database(file, { readonly: true });
	// KiB. Every page is read once.
	db.pragma('cache_size = -1024');
	const selectFrom = db.prepare<[number, number], Row>('select "offset", value from entries where "offset" >= ? order by "offset" limit ?');
	const selectEntries = db.prepare<[number, number], SpooledEntry>(
		'select "offset", at, key, route, value from entries where "offset" >= ? order by "offset" limit ?',
	);
	const selectEnds = db.prepare<[], { oldest: number | null; head: number }>(`
		select (select min("offset") from entries) as oldest,
			coalesce((select seq + 1 from sqlite_sequence where name = 'entries'), 1) as head
	`);
	const selectAt = db.prepare<[number], { offset: number; at: number }>(
		'select "offset", at from entries where "offset" >= ? order by "offset" limit 1',
	);

	const ends = (): { oldest: number; head: number } => {
		const { oldest, head } = selectEnds.get() ?? { oldest: null, head: 1 };
		return { oldest: oldest ?? head, head };
	};

	return {
		read({ from, maxEntries, maxChars }) {
			const entries: LoggedEntry[] = [];
			let chars = 0;
			for (const entry of selectFrom.iterate(from, maxEntries)) {
				entries.push(entry);
				chars += entry.value.length;
				if (chars >= maxChars) break;
			}
			return entries;
		},
		readEntries({ from, maxEntries, maxChars }) {
			const entries: SpooledEntry[] = [];
			let chars = 0;
			for (const entry of selectEntries.iterate(from, maxEntries)) {
				if (chars > 0 && chars + entry.value.length > maxChars) break;
				entries.push(entry);
				chars += entry.value.length;
			}
			return entries;
		},
		since(at: number): number {
			const { oldest, head } = ends();
			let low = oldest;
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
		oldest: () => ends().oldest,
		close(): void {
			db.close();
		},
	};
}
