import path from 'node:path';
import Database from 'better-sqlite3';

export interface Lock {
	release(): void;
}

function hasCode(error: unknown, prefix: string): boolean {
	return error instanceof Error && 'code' in error && String(error.code).startsWith(prefix);
}

/**
 * Takes a directory for this process alone.
 *
 * The lock is the operating system's, held through an open SQLite transaction: it ends with the process, however that
 * ends, so none is ever left behind. The holder has only reserved the write, so that another process can read its number.
 *
 * @throws {Error} with words for the operator when another process holds it.
 */
export function lockDirectory(directory: string, pid: number = process.pid): Lock {
	const db = new Database(path.join(directory, 'lock.db'), { timeout: 250 });
	try {
		writeOwner(db, pid);
		db.exec('begin immediate');
	} catch (error) {
		const owner = hasCode(error, 'SQLITE_BUSY') ? readOwner(db) : undefined;
		db.close();
		if (!hasCode(error, 'SQLITE_BUSY')) throw error;
		const who = owner === undefined ? 'another Footfall' : `another Footfall (pid ${owner})`;
		throw new Error(`The data directory ${directory} is in use by ${who}. Stop it, or set DATA_DIR to another directory.`, {
			cause: error,
		});
	}
	return { release: () => void db.close() };
}

function writeOwner(db: Database.Database, pid: number): void {
	try {
		db.exec('create table if not exists owner (only integer primary key check (only = 1), pid integer not null) strict');
		db.prepare('insert into owner values (1, ?) on conflict do update set pid = excluded.pid').run(pid);
	} catch (error) {
		// It is only for another's message, and a full disk must not keep what was accepted from being read.
		if (!hasCode(error, 'SQLITE_FULL')) throw error;
	}
}

function readOwner(db: Database.Database): number | undefined {
	try {
		return db.prepare<[], number>('select pid from owner').pluck().get();
	} catch {
		// It is only for the message.
		return undefined;
	}
}
