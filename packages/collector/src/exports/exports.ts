import { createReadStream, rmSync, statfsSync } from 'node:fs';
import { mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type ExportFormat, type ExportProgress, FootfallError } from '@footfall/protocol';
import type { Site } from '../control/control.ts';
import type { CopyOptions, StoreCopier, StoreReader } from '../store/store.ts';
import { csvHead, exportSql } from './columns.ts';
import { type Slice, STEP, slicesOf } from './slices.ts';

/** What is to be exported: first instant, and first instant after it, milliseconds since the epoch. */
export interface ExportAsk {
	readonly format: ExportFormat;
	readonly from: number;
	readonly to: number;
}

/** Raw events as files, made slice by slice in a directory of their own and gone when they are sent. */
export interface Exports {
	/**
	 * Counts the events, and answers with the file's bytes as they are made. Whoever aborts, or stops reading, ends all of it.
	 *
	 * @throws {FootfallError} `overloaded` while as many others are made as may be; `disk_full`.
	 */
	begin(site: Site, ask: ExportAsk, signal: AbortSignal): Promise<AsyncGenerator<Uint8Array, void>>;
	/** Those of a site that are under way. */
	running(site: string): ExportProgress[];
	stats(): ExportStats;
}

/** Since the process started. */
export interface ExportStats {
	readonly running: number;
	readonly events: number;
	readonly bytes: number;
}

export interface ExportsDeps {
	/** Once it is open. */
	readonly store: () => StoreReader & StoreCopier;
	/** Its own: whatever is left in it from before is deleted. */
	readonly directory: string;
	readonly reserveBytes: number;
	/** Free bytes of the disk that holds a directory; default: asks the system. */
	readonly freeBytes?: (directory: string) => number;
	readonly clock: () => number;
	readonly newId: () => string;
	/** Events in a slice of CSV; default 50 000. */
	readonly sliceEvents?: number;
}

/** More would only wait for the same disk and processors. */
const AT_ONCE = 2;
/** Greatest sizes seen of one event, bytes: zstd makes 60 of it, CSV 500. */
const EVENT_BYTES = { parquet: 120, csv: 1000 } as const;
/** Hours: ten million events are written in a minute, a slow line takes them longer. */
const STATEMENT_MS = 3_600_000;
const LOOK_MS = 500;

function systemFreeBytes(directory: string): number {
	const { bavail, bsize } = statfsSync(directory);
	return bavail * bsize;
}

type Progress = { -readonly [K in keyof ExportProgress]: ExportProgress[K] };

export function createExports(deps: ExportsDeps): Exports {
	const { store, directory, reserveBytes, freeBytes = systemFreeBytes, clock, newId, sliceEvents = 50_000 } = deps;
	const running = new Map<string, { readonly site: string; readonly progress: Progress }>();
	let events = 0;
	let bytes = 0;
	rmSync(directory, { recursive: true, force: true });

	async function count(site: Site, { from, to }: ExportAsk, signal: AbortSignal): Promise<Slice[]> {
		const { dialect, query } = store();
		const sql = `SELECT ${dialect.divide('time', STEP)} AS step, count(*) FROM ${dialect.rows('events', [])} WHERE site = $1 AND time >= $2 AND time < $3 GROUP BY 1 ORDER BY 1`;
		return slicesOf(await query({ sql, params: [site.id, from, to] }, { signal }), { from, to }, sliceEvents);
	}

	const checkRoom = (needed: number): void => {
		if (freeBytes(directory) - needed < reserveBytes) throw new FootfallError('disk_full');
	};

	/** Writes one file, and gives up when the disk is needed for what must not be lost. */
	async function write(
		site: Site,
		{ format, from, to }: ExportAsk,
		file: string,
		{ signal, onProgress }: CopyOptions & { readonly signal: AbortSignal },
	): Promise<void> {
		const stopping = new AbortController();
		const look = setInterval(() => {
			if (freeBytes(directory) < reserveBytes) stopping.abort();
		}, LOOK_MS);
		try {
			const statement = { sql: exportSql(format, store().dialect), params: [site.id, from, site.domain, to] };
			await store().copy(
				statement,
				{ file, format },
				{ signal: AbortSignal.any([signal, stopping.signal]), timeout: STATEMENT_MS, ...(onProgress === undefined ? {} : { onProgress }) },
			);
		} catch (error) {
			throw stopping.signal.aborted ? new FootfallError('disk_full', { cause: error }) : error;
		} finally {
			clearInterval(look);
		}
	}

	async function* read(file: string, onBytes: (count: number) => void): AsyncGenerator<Uint8Array, void> {
		for await (const chunk of createReadStream(file, { highWaterMark: 256 * 1024 })) {
			const part = chunk as Buffer;
			bytes += part.byteLength;
			onBytes(part.byteLength);
			yield part;
		}
	}

	async function* send(
		site: Site,
		ask: ExportAsk,
		slices: readonly Slice[],
		progress: Progress,
		signal: AbortSignal,
	): AsyncGenerator<Uint8Array, void> {
		const folder = join(directory, progress.id);
		const file = join(folder, `part.${ask.format}`);
		const all = slices.reduce((sum, slice) => sum + slice.events, 0);
		try {
			await mkdir(folder, { recursive: true });
			if (ask.format === 'csv') yield Buffer.from(csvHead);
			let sent = 0;
			for (const slice of ask.format === 'csv' ? slices : [{ from: ask.from, to: ask.to, events: all }]) {
				progress.phase = 'writing';
				// Parquet is written in one piece, before any of it is sent.
				const onProgress = (share: number): void => {
					progress.done = share;
				};
				await write(site, { ...ask, from: slice.from, to: slice.to }, file, {
					signal,
					...(ask.format === 'parquet' ? { onProgress } : {}),
				});
				const { size } = await stat(file);
				progress.phase = 'sending';
				if (ask.format === 'parquet') progress.done = 0;
				let at = 0;
				yield* read(file, (count) => {
					at += count;
					progress.done = (sent + slice.events * (at / size)) / Math.max(1, all);
				});
				sent += slice.events;
				events += slice.events;
			}
		} finally {
			running.delete(progress.id);
			await rm(folder, { recursive: true, force: true });
		}
	}

	return {
		async begin(site, ask, signal) {
			if (running.size >= AT_ONCE) {
				throw new FootfallError('overloaded', { message: 'Other exports are being made; try again when they are done.', retryAfter: 10 });
			}
			const progress: Progress = { id: newId(), format: ask.format, startedAt: clock(), phase: 'writing' };
			running.set(progress.id, { site: site.id, progress });
			// Whoever leaves before the first byte leaves a generator that never ran, and so never cleans up.
			signal.addEventListener('abort', () => running.delete(progress.id), { once: true });
			try {
				await mkdir(directory, { recursive: true });
				const slices = await count(site, ask, signal);
				progress.events = slices.reduce((sum, slice) => sum + slice.events, 0);
				const most = ask.format === 'csv' ? Math.max(0, ...slices.map((slice) => slice.events)) : progress.events;
				checkRoom(most * EVENT_BYTES[ask.format]);
				return send(site, ask, slices, progress, signal);
			} catch (error) {
				running.delete(progress.id);
				throw error;
			}
		},
		running: (site) => [...running.values()].flatMap((one) => (one.site === site ? [{ ...one.progress }] : [])),
		stats: () => ({ running: running.size, events, bytes }),
	};
}
