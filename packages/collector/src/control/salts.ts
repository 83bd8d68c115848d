import { randomBytes } from 'node:crypto';
import type { Database } from 'better-sqlite3';

const DAY = 86_400_000;

const nameOf = (day: number): string => new Date(day * DAY).toISOString().slice(0, 10);

/** The salt of a UTC day, or undefined when that day's is destroyed or not yet due. */
export type Salts = (day: string) => Buffer | undefined;

/**
 * Random salts, one a UTC day, made when first asked for and destroyed once they are 48 hours old.
 *
 * `secure_delete` overwrites what is deleted, and the truncating checkpoint takes it out of the write-ahead log too.
 */
export function createSalts(db: Database, clock: () => number): Salts {
	const read = db.prepare<[string], { salt: Buffer }>('SELECT salt FROM salts WHERE day = ?');
	const make = db.prepare('INSERT OR IGNORE INTO salts (day, salt) VALUES (?, ?)');
	const destroy = db.prepare('DELETE FROM salts WHERE day < ?');
	const held = new Map<string, Buffer>();

	const destroyBefore = (oldest: string): void => {
		for (const day of held.keys()) if (day < oldest) held.delete(day);
		if (destroy.run(oldest).changes > 0) db.pragma('wal_checkpoint(TRUNCATE)');
	};

	/** The first and last day that may have a salt, as of the day `today`. */
	let today = Number.NaN;
	let oldest = '';
	let newest = '';
	const turnTo = (day: number): void => {
		if (day === today) return;
		// Events are accepted for a day, so a salt is needed until the day after its own is over: then it is 48 hours old.
		oldest = nameOf(day - 1);
		// Two days ahead they are sent to collectors; one of a day farther off would be a wrong clock's.
		newest = nameOf(day + 2);
		destroyBefore(oldest);
		today = day;
	};

	return (day) => {
		turnTo(Math.floor(clock() / DAY));
		if (day < oldest || day > newest) return undefined;
		const known = held.get(day);
		if (known !== undefined) return known;
		make.run(day, randomBytes(32));
		const salt = read.get(day)?.salt;
		if (salt !== undefined) held.set(day, salt);
		return salt;
	};
}
