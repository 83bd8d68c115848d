import type { ImportInfo } from '@footfall/protocol';
import type { Database } from 'better-sqlite3';
import type { ImportBook, ImportBooks } from './control.ts';

interface Row {
	id: string;
	site: string;
	created_at: number;
	salt: Buffer | null;
	book: string;
}

const toBook = ({ site, salt, book }: Row): ImportBook => ({
	...(JSON.parse(book) as { position: number; info: ImportInfo }),
	site,
	salt: salt ?? undefined,
});

/** The imports, read and written through: there are few, and they change a few times a second at most. */
export function createImportBooks(db: Database): ImportBooks {
	const all = db.prepare<[], Row>('SELECT * FROM imports ORDER BY created_at DESC, id');
	const ofSite = db.prepare<[string], Row>('SELECT * FROM imports WHERE site = ? ORDER BY created_at DESC, id');
	const one = db.prepare<[string], Row>('SELECT * FROM imports WHERE id = ?');
	const put = db.prepare<Row>('INSERT OR REPLACE INTO imports VALUES (@id, @site, @created_at, @salt, @book)');
	const remove = db.prepare<[string]>('DELETE FROM imports WHERE id = ?');
	return {
		list: (site) => (site === undefined ? all.all() : ofSite.all(site)).map(toBook),
		get(id) {
			const row = one.get(id);
			return row && toBook(row);
		},
		put({ site, position, salt, info }) {
			const had = salt === undefined && (one.get(info.id)?.salt ?? null) !== null;
			put.run({ id: info.id, site, created_at: info.createdAt, salt: salt ?? null, book: JSON.stringify({ position, info }) });
			// `secure_delete` has overwritten it in the database; the checkpoint takes it out of the write-ahead log too.
			if (had) db.pragma('wal_checkpoint(TRUNCATE)');
		},
		delete: (id) => void remove.run(id),
	};
}
