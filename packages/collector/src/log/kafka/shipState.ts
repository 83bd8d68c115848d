import Database from 'better-sqlite3';

/** What the shipper must remember: how far each spool is shipped, and what nobody would take. */
export interface ShipState {
	position(epoch: string): number | undefined;
	/** Entries before `position` are in Kafka, or set aside. */
	save(epoch: string, position: number): void;
	/** Keeps here what not even the quarantine topic takes. */
	setAside(epoch: string, offset: number, reason: string, value: string): void;
	/** How many are set aside. */
	setAsideCount(): number;
	close(): void;
}

/**
 * Opens the shipper's memory.
 *
 * Not synced at every commit: a position that a power cut throws back makes some events be shipped again, and their ids tell.
 * What is set aside is synced.
 */
export function openShipState(file: string): ShipState {
	const db = new Database(file);
	db.pragma('journal_mode = WAL');
	db.pragma('synchronous = NORMAL');
	db.exec(`
		create table if not exists positions (epoch text primary key, position integer not null) strict;
		create table if not exists aside (epoch text not null, "offset" integer not null, reason text not null, value text not null, primary key (epoch, "offset")) strict;
	`);
	const read = db.prepare<[string], number>('select position from positions where epoch = ?').pluck();
	const write = db.prepare('insert into positions values (?, ?) on conflict do update set position = excluded.position');
	const keep = db.prepare('insert or ignore into aside values (?, ?, ?, ?)');
	const count = db.prepare<[], number>('select count(*) from aside').pluck();
	return {
		position: (epoch) => read.get(epoch),
		save: (epoch, position) => void write.run(epoch, position),
		setAside(epoch, offset, reason, value) {
			db.pragma('synchronous = FULL');
			keep.run(epoch, offset, reason, value);
			db.pragma('synchronous = NORMAL');
		},
		setAsideCount: () => count.get() ?? 0,
		close: () => void db.close(),
	};
}
