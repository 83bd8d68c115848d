import { DuckDBInstance } from '@duckdb/node-api';

/**
 * Makes a filled DuckDB file so many times larger, in SQL: each visit is copied with its events, some minutes later, to another visitor.
 * A fast way to ten million events: two minutes from the first. The file must be closed.
 */
export async function multiplyStore(path: string, times: number, memoryMb = 512): Promise<void> {
	const instance = await DuckDBInstance.create(path, {
		memory_limit: `${memoryMb}MiB`,
		storage_compatibility_version: 'latest',
		temp_directory: `${path}.tmp`,
	});
	const connection = await instance.connect();
	const shift = '(k * 137000)';
	const [[from, to]] = (await connection.runAndReadAll('SELECT min(time), max(time) FROM event_rows')).getRows() as [[bigint, bigint]];
	const day = 86_400_000n;
	// as long as some thousand events take to come in at this rate, which is a batch of a backlog, whose rows lie by visit
	const batch = 1_000_000;
	const copies = `range(1, ${times}) copies(k)`;
	// both tables are read as they were before: what is inserted lies in the span of days that still come, so each day is taken aside first
	await connection.run('CREATE TEMP TABLE e AS FROM event_rows; CREATE TEMP TABLE v AS FROM visit_rows');
	for (let at = from - (from % day); at <= to; at += day) {
		await connection.run(
			`INSERT INTO event_rows SELECT e.* REPLACE (page_time + ${shift} AS page_time, xor(page_random, k) AS page_random, time + ${shift} AS time, visitor + k::UBIGINT % 1000 AS visitor, visit + (${shift} << 22) AS visit)
			 FROM e, ${copies} WHERE e.time >= ${at} AND e.time < ${at + day} ORDER BY (e.page_time + ${shift}) // ${batch}, e.visit + (${shift} << 22)`,
		);
		await connection.run(
			`INSERT INTO visit_rows SELECT v.* REPLACE (visit + (${shift} << 22) AS visit, start + ${shift} AS start, last + ${shift} AS last, finish + ${shift} AS finish, visitor + k::UBIGINT % 1000 AS visitor, CASE WHEN user_id = '' THEN '' ELSE user_id || k END AS user_id)
			 FROM v, ${copies} WHERE v.start >= ${at} AND v.start < ${at + day} ORDER BY v.start + ${shift}`,
		);
	}
	await connection.run('CHECKPOINT');
	connection.closeSync();
	instance.closeSync();
}
