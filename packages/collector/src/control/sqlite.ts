import { createHmac, randomBytes } from 'node:crypto';
import { closeSync, openSync } from 'node:fs';
import Database from 'better-sqlite3';
import type { ControlDb, NewSite } from './control.ts';
import { createSalts } from './salts.ts';
import { migrate } from './schema.ts';
import { createSiteList } from './siteList.ts';
import { createSiteSettings } from './siteSettings.ts';

export interface SqliteControlOptions {
	/** File, or `:memory:`. */
	readonly path: string;
	readonly clock: () => number;
	/** Made when there is no site yet. */
	readonly firstSite: NewSite;
	/** Secrets are derived from this when it is given, so that several machines share them; else they are random and kept. */
	readonly appSecret?: string;
}

/** Opens the control database on better-sqlite3; the file is for its owner only. */
export function openSqliteControl({ path, clock, firstSite, appSecret = '' }: SqliteControlOptions): ControlDb {
	// Made before SQLite would make it for everybody to read; its journals take the same rights.
	if (path !== ':memory:') closeSync(openSync(path, 'a', 0o600));
	const db = new Database(path);
	db.pragma('journal_mode = WAL');
	db.pragma('synchronous = FULL');
	db.pragma('secure_delete = ON');
	migrate(db);

	const sites = createSiteList(db, clock);
	if (sites.sites().length === 0) sites.createSite(firstSite);

	const readSecret = db.prepare<[string], { secret: Buffer }>('SELECT secret FROM secrets WHERE name = ?');
	const keepSecret = db.prepare('INSERT OR IGNORE INTO secrets (name, secret) VALUES (?, ?)');

	const salt = createSalts(db, clock);
	// Salts are destroyed in time also when nobody asks for one.
	const sweep = setInterval(() => salt(new Date(clock()).toISOString().slice(0, 10)), 600_000).unref();

	return {
		...sites,
		...createSiteSettings(db, clock),
		salt,
		secret(name) {
			if (appSecret !== '') return createHmac('sha256', appSecret).update(name).digest();
			keepSecret.run(name, randomBytes(32));
			const row = readSecret.get(name);
			if (row === undefined) throw new Error(`The secret ${name} could not be kept.`);
			return row.secret;
		},
		close() {
			clearInterval(sweep);
			db.close();
		},
	};
}
