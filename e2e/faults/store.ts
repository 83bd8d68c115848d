import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';

/** What the store holds, read from its file after the server has stopped, past all of the server's own code. */
export interface StoreContent {
	/** Rows by event id. */
	readonly rowsById: ReadonlyMap<string, number>;
	/** Page views counted over the events, and added up over the visits. */
	readonly pageviews: { readonly events: number; readonly visits: number };
	/** Events that count, the same two ways. */
	readonly counted: { readonly events: number; readonly visits: number };
}

export async function readStore(dataDir: string): Promise<StoreContent> {
	const instance = await DuckDBInstance.create(path.join(dataDir, 'store', 'footfall.duckdb'), { access_mode: 'READ_ONLY' });
	const connection = await instance.connect();
	try {
		const rows = async (sql: string): Promise<unknown[][]> => (await connection.runAndReadAll(sql)).getRows();
		const number = async (sql: string): Promise<number> => Number((await rows(sql))[0]?.[0] ?? 0);
		return {
			rowsById: new Map(
				(await rows('select event_id(page_time, page_random, n) as id, count(*) from events group by id')).map(([id, count]) => [
					String(id),
					Number(count),
				]),
			),
			pageviews: {
				events: await number(`select count(*) from events where name = 'pageview'`),
				visits: await number('select sum(pageviews) from visits'),
			},
			counted: { events: await number('select count(*) from events where counts'), visits: await number('select sum(events) from visits') },
		};
	} finally {
		connection.closeSync();
		instance.closeSync();
	}
}
