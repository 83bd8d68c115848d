import type { Log, LogEntry, LoggedEntry, Stream } from '../../log/log.ts';

/** A log in memory that keeps everything, with one stream: for tests and benchmarks of what reads a log. */
export function createMemoryLog(stream: Stream = { epoch: 'memory', topic: 'events', partition: 0 }): Log & { readonly released: number } {
	const entries: LoggedEntry[] = [];
	let sleepers: (() => void)[] = [];
	let released = 0;
	const wakeAll = (): void => {
		const woken = sleepers;
		sleepers = [];
		for (const wake of woken) wake();
	};
	return {
		get released() {
			return released;
		},
		async append(added: readonly LogEntry[]) {
			for (const { value } of added) entries.push({ offset: entries.length, value });
			wakeAll();
		},
		subscribe({ startAt, onBatch, onFailure, maxEntries = 2000 }) {
			let closed = false;
			const run = async (): Promise<void> => {
				const start = startAt(stream);
				let at = typeof start === 'number' ? start : 0;
				while (!closed) {
					if (at >= entries.length) {
						await new Promise<void>((resolve) => sleepers.push(resolve));
						continue;
					}
					const batch = entries.slice(at, at + maxEntries);
					at += batch.length;
					await onBatch({ stream, entries: batch, next: at, behind: entries.length - at });
				}
			};
			const ended = run().catch((error: unknown) => onFailure?.(error));
			return {
				async close() {
					closed = true;
					wakeAll();
					await ended;
				},
			};
		},
		release(_, offset) {
			released = Math.max(released, offset);
		},
		head: () => entries.length,
		stats: () => ({
			appended: entries.length,
			kept: entries.length,
			bytes: 0,
			head: entries.length,
			syncMs: { mean: 0, max: 0 },
			state: 'ok',
		}),
		async close() {},
	};
}
