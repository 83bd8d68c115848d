import type { Database } from 'better-sqlite3';

/** Each entry takes the database from the version of its index to the next; never change one that was released. */
const migrations: readonly string[] = [
	`CREATE TABLE sites (
		id TEXT PRIMARY KEY,
		domain TEXT NOT NULL UNIQUE,
		name TEXT NOT NULL,
		time_zone TEXT NOT NULL,
		aliases TEXT NOT NULL,
		created_at INTEGER NOT NULL
	) STRICT;
	CREATE TABLE salts (day TEXT PRIMARY KEY, salt BLOB NOT NULL) STRICT;
	CREATE TABLE secrets (name TEXT PRIMARY KEY, secret BLOB NOT NULL) STRICT;`,
	// Goals, segments and the like: a JSON document each. What must not be there twice in a site is its name_key.
	`CREATE TABLE site_items (
		id TEXT PRIMARY KEY,
		site TEXT NOT NULL REFERENCES sites (id),
		kind TEXT NOT NULL,
		name_key TEXT,
		body TEXT NOT NULL,
		created_at INTEGER NOT NULL
	) STRICT;
	CREATE UNIQUE INDEX site_items_names ON site_items (site, kind, name_key);
	CREATE INDEX site_items_order ON site_items (site, kind, created_at, id);`,
];

/** Brings a control database to the newest version. @throws {Error} when a newer Footfall has written it. */
export function migrate(db: Database): void {
	const version = db.pragma('user_version', { simple: true }) as number;
	if (version > migrations.length) {
		throw new Error(
			`The control database is of version ${version}, newer than this Footfall knows (${migrations.length}). Start the newer one, or restore a backup.`,
		);
	}
	db.transaction(() => {
		for (const statements of migrations.slice(version)) db.exec(statements);
		db.pragma(`user_version = ${migrations.length}`);
	})();
}
