import { setTimeout as sleep } from 'node:timers/promises';
import { type DaySum, FootfallError, type ImportFault, type ImportInfo, importLimits, type SummedFormat } from '@footfall/protocol';
import type { ImportKey } from '../store/store.ts';
import { type JudgedSum, readsSums, type SumBatch } from './formats/summed.ts';
import { AGAIN_MS, type Info, MOST_PAUSE, type Reading, type ReadingReport } from './reading.ts';

export interface SumsReadingDeps {
	/** See `StoreWriter.putSums`. */
	readonly putSums: (of: ImportKey, from: number, rows: readonly DaySum[]) => Promise<number>;
	readonly clock: () => number;
}

/** Rows in a transaction. */
const ROWS = 5000;
const NOON = 43_200_000;
const DAY = 86_400_000;

/** Enters a row in the books of its import; what of it is to be stored. */
function enter(info: Info, faults: ImportFault[], { number, line, outcome }: JudgedSum): DaySum | undefined {
	info.rows = number;
	if ('sum' in outcome) return { line: number, ...outcome.sum };
	if ('skipped' in outcome) {
		info.skipped++;
		return undefined;
	}
	info.bad++;
	if (faults.length < importLimits.faults) faults.push({ line, message: outcome.fault });
	return undefined;
}

/**
 * Reads the rest of a file of sums into the store, in small steps between requests; resolves to what became of it. Where it stands is kept after each step; what a step has stored
 * is replaced when it is taken again.
 */
export function createSumsReader({ putSums, clock }: SumsReadingDeps) {
	/** Nothing of an import is given up because the store cannot take it for a while. */
	async function put(of: ImportKey, from: number, rows: readonly DaySum[], signal: AbortSignal): Promise<number> {
		for (;;) {
			try {
				return await putSums(of, from, rows);
			} catch (error) {
				if (!(error instanceof FootfallError)) throw error;
				await sleep(AGAIN_MS, undefined, { signal });
			}
		}
	}

	return async (
		format: SummedFormat,
		{ info: begun, position, into, file }: Reading,
		report: ReadingReport,
		signal: AbortSignal,
	): Promise<ImportInfo> => {
		const info: Info = { sums: 0, ...begun };
		const faults: ImportFault[] = [...begun.faults];
		let from = position + 1;
		let rows: DaySum[] = [];
		let share = begun.done;
		const store = async (): Promise<void> => {
			const stored = await put({ site: into.id, import: info.id }, from, rows, signal);
			info.sums = (info.sums ?? 0) + stored;
			// The others are of days that another import has.
			info.skipped += rows.length - stored;
			if (stored > 0) {
				for (const { day } of rows) {
					info.from = Math.min(info.from ?? day * DAY + NOON, day * DAY + NOON);
					info.to = Math.max(info.to ?? 0, day * DAY + NOON);
				}
			}
			from = info.rows + 1;
			rows = [];
			info.done = share;
			report.live({ ...info, faults: [...faults] });
			report.keep(info.rows, { ...info, faults: [...faults] });
		};
		const take = async ({ rows: judged, share: read }: SumBatch): Promise<void> => {
			const began = performance.now();
			share = read;
			for (const row of judged) {
				const sum = enter(info, faults, row);
				if (sum !== undefined) rows.push(sum);
			}
			if (rows.length >= ROWS) await store();
			await sleep(Math.min(MOST_PAUSE, performance.now() - began), undefined, { signal });
		};
		const batches = readsSums[format]({ file, bytes: info.bytes, done: position }, clock());
		try {
			for (;;) {
				// What comes before the damage of a file is taken.
				const next = await batches.next().catch(async (error: unknown) => {
					await store();
					throw error;
				});
				if (next.done === true || signal.aborted) break;
				await take(next.value);
			}
		} finally {
			// Left early, it still has the file open.
			await batches.return(undefined);
		}
		if (signal.aborted) return info;
		share = 1;
		await store();
		return { ...info, faults, done: 1 };
	};
}
