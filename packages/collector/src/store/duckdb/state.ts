import type { DuckDBConnection } from '@duckdb/node-api';
import type { Stream } from '../../log/log.ts';
import { FencedError, type StoreBatch, type StoreLedger, type StoreState } from '../store.ts';
import { shape } from './columns.ts';
import type { Statements } from './statements.ts';

export const streamKey = ({ epoch, topic, partition }: Stream): string => `${epoch}/${topic}/${partition}`;
const positionKey = (stream: Stream): string => `position:${streamKey(stream)}`;
const QUARANTINED = 'quarantined:';
const entries = shape<{ key: string; value: number }>({
	key: { type: 'text', of: ({ key }) => key },
	value: { type: 'int64', of: ({ value }) => value },
});

/** Version, positions and ledger: the table `state`, with a copy in memory of what is committed. */
export interface State extends StoreState {
	version(): number;
	/** Reads the copy anew; after opening, and whenever a commit's fate is not known. */
	load(): Promise<void>;
	/**
	 * Inside the transaction: moves the position on if it is where the batch was read from, and adds to the ledger and the version.
	 * Returns what `committed` takes once the transaction is through.
	 *
	 * @throws {FencedError}
	 */
	advance(batch: StoreBatch): Promise<ReadonlyMap<string, number>>;
	/** Inside a transaction that moves no position: the next version. */
	touch(): Promise<ReadonlyMap<string, number>>;
	committed(changes: ReadonlyMap<string, number>): void;
}

export function createState(connection: DuckDBConnection, statements: Statements): State {
	let values = new Map<string, number>();
	const current = (key: string): number => values.get(key) ?? 0;

	async function movePosition(batch: StoreBatch): Promise<void> {
		const key = positionKey(batch.stream);
		const moved =
			batch.from === undefined
				? await connection.run('INSERT INTO state SELECT $1, $2::BIGINT WHERE NOT EXISTS (FROM state WHERE key = $1)', [key, batch.next])
				: await connection.run('UPDATE state SET value = $2::BIGINT WHERE key = $1 AND value = $3::BIGINT', [key, batch.next, batch.from]);
		if (moved.rowsChanged === 1) return;
		throw new FencedError(
			`The batch ${batch.from ?? 'start'}–${batch.next} of ${streamKey(batch.stream)} does not begin where the store stands (${values.get(key) ?? 'start'}): another aggregator has written, or this batch is stored already.`,
		);
	}

	async function put(counts: readonly { key: string; value: number }[]): Promise<void> {
		await statements.run({
			sql: `MERGE INTO state USING ${entries.table(1)} AS n ON state.key = n.key WHEN MATCHED THEN UPDATE SET value = n.value WHEN NOT MATCHED THEN INSERT`,
			rows: entries.encode(counts),
		});
	}

	return {
		version: () => current('version'),
		position: (stream) => values.get(positionKey(stream)),
		ledger: (): StoreLedger => ({
			consumed: current('consumed'),
			stored: current('stored'),
			duplicate: current('duplicate'),
			conflict: current('conflict'),
			quarantined: Object.fromEntries(
				[...values].filter(([key]) => key.startsWith(QUARANTINED)).map(([key, value]) => [key.slice(QUARANTINED.length), value]),
			),
		}),
		async load() {
			const reader = await connection.runAndReadAll('SELECT key, value FROM state');
			values = new Map(reader.getRows().map(([key, value]) => [String(key), Number(value)]));
		},
		async advance(batch) {
			await movePosition(batch);
			const added = new Map([
				['version', 1],
				['consumed', batch.consumed],
				['stored', batch.events.length],
				['duplicate', batch.duplicates],
				['conflict', batch.conflicts],
			]);
			for (const { reason } of batch.quarantined) added.set(QUARANTINED + reason, (added.get(QUARANTINED + reason) ?? 0) + 1);
			const counts = [...added].filter(([, count]) => count > 0).map(([key, count]) => ({ key, value: current(key) + count }));
			await put(counts);
			return new Map([[positionKey(batch.stream), batch.next], ...counts.map(({ key, value }) => [key, value] as const)]);
		},
		async touch() {
			const next = { key: 'version', value: current('version') + 1 };
			await put([next]);
			return new Map([[next.key, next.value]]);
		},
		committed(changes) {
			for (const [key, value] of changes) values.set(key, value);
		},
	};
}
