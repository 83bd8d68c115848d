import { setTimeout as sleep } from 'node:timers/promises';
import { FootfallError, type ImportFault, type ImportFormat, type ImportInfo, importLimits, type SummedFormat } from '@footfall/protocol';
import type { ControlDb, ImportBook, Site } from '../control/control.ts';
import type { Geo } from '../ingest/geo.ts';
import type { Log, LogEntry } from '../log/log.ts';
import type { StoreReader } from '../store/store.ts';
import { type Judged, reads } from './formats/formats.ts';

export interface ReadingDeps {
	readonly log: Pick<Log, 'append' | 'stats'>;
	readonly secret: ControlDb['secret'];
	readonly geo: () => Geo;
	readonly store: () => Pick<StoreReader, 'query'>;
	/** How many entries of the log wait to be aggregated; rejects while nobody can say. */
	readonly behind: () => Promise<number>;
	readonly clock: () => number;
}

/** What is told while a file is read. */
export interface ReadingReport {
	/** Where it stands, after each step. */
	readonly live: (info: ImportInfo) => void;
	/** Where to go on, now and then: everything before this position is in the log. */
	readonly keep: (position: number, info: ImportInfo) => void;
	/** So many events are in the log. */
	readonly appended: (count: number) => void;
}

/** What is read: an import, with the salt of its visitors, into a site, from a file. */
export interface Reading extends ImportBook {
	readonly salt: Buffer;
	readonly into: Site;
	readonly file: string;
}

/** An import leaves half of the thread to others. Milliseconds. */
export const MOST_PAUSE = 50;
/** Where it stands is kept this often. */
const KEEP_MS = 500;
/** Events that may wait for the aggregator: those of visitors wait behind them. */
const MOST_BEHIND = 20_000;
const LOOK_EVERY = 20;
export const AGAIN_MS = 500;

export type Info = { -readonly [K in keyof ImportInfo]: ImportInfo[K] };

/** Enters a row in the books of its import; its entry for the log, where it has one. */
function enter(info: Info, faults: ImportFault[], { line, outcome }: Judged): LogEntry | undefined {
	info.rows++;
	if ('entry' in outcome) {
		info.events++;
		info.from = Math.min(info.from ?? outcome.time, outcome.time);
		info.to = Math.max(info.to ?? outcome.time, outcome.time);
		return outcome.entry;
	}
	if ('skipped' in outcome) {
		info.skipped++;
		return undefined;
	}
	info.bad++;
	if (faults.length < importLimits.faults) faults.push({ line, message: outcome.fault });
	return undefined;
}

/** Reads the rest of a file into the log, in small steps between requests; resolves to what became of it. */
export function createReader({ log, secret, geo, store, behind, clock }: ReadingDeps) {
	/** Appends as soon as the log takes it; nothing of an import is given up because the disk is full for a while. */
	async function append(entries: readonly LogEntry[], signal: AbortSignal): Promise<void> {
		while (entries.length > 0) {
			try {
				if (log.stats().state !== 'ok') throw new FootfallError('log_full');
				return await log.append(entries);
			} catch (error) {
				if (!(error instanceof FootfallError)) throw error;
				await sleep(AGAIN_MS, undefined, { signal });
			}
		}
	}

	async function waitForOthers(signal: AbortSignal): Promise<void> {
		for (;;) {
			if ((await behind().catch(() => Number.POSITIVE_INFINITY)) < MOST_BEHIND) return;
			await sleep(AGAIN_MS, undefined, { signal });
		}
	}

	return async (
		format: Exclude<ImportFormat, SummedFormat>,
		{ info: begun, position, salt, into, file }: Reading,
		report: ReadingReport,
		signal: AbortSignal,
	): Promise<ImportInfo> => {
		const info: Info = { ...begun };
		const faults: ImportFault[] = [...begun.faults];
		/** As of the last row of another second than the row before it: equal rows are told apart by their number within their second. */
		let mark = { position, info: begun };
		let second = Number.NaN;
		let kept = clock();
		let steps = 0;
		const context = { site: into, importId: info.id, salt, secret, geo, now: clock() };
		for await (const { rows, share } of reads[format]({ file, bytes: info.bytes, done: position }, context, store())) {
			const began = performance.now();
			const entries: LogEntry[] = [];
			for (const row of rows) {
				const now = 'entry' in row.outcome ? Math.floor(row.outcome.time / 1000) : second;
				if (now !== second) mark = { position: row.number - 1, info: { ...info, faults: [...faults] } };
				second = now;
				const entry = enter(info, faults, row);
				if (entry !== undefined) entries.push(entry);
			}
			await append(entries, signal);
			report.appended(entries.length);
			info.done = share;
			report.live({ ...info, faults });
			if (clock() - kept >= KEEP_MS) {
				report.keep(mark.position, { ...mark.info, done: share });
				kept = clock();
			}
			await sleep(Math.min(MOST_PAUSE, performance.now() - began), undefined, { signal });
			if (steps++ % LOOK_EVERY === 0) await waitForOthers(signal);
		}
		return { ...info, faults, done: 1 };
	};
}
