import type { LogBatch, LogFollower } from '../packages/collector/dist/log/log.js';

export interface TrafficLogOptions {
	/** Another epoch is another log to the store. */
	readonly epoch: string;
	/** How many entries the batches hold in all. */
	readonly entries: number;
	/** False: a reader is told that nothing waits behind its batch, as on a quiet site. */
	readonly backlog: boolean;
}

/** A log that hands out batches as they are, taken from an iterable when they are wanted: so ten million entries need no memory. */
export function trafficLog(batches: Iterable<readonly string[]>, { epoch, entries, backlog }: TrafficLogOptions): LogFollower {
	const stream = { epoch, topic: 'events', partition: 0 };
	return {
		subscribe({ onBatch, onFailure }) {
			let closed = false;
			const run = async (): Promise<void> => {
				let next = 0;
				for (const values of batches) {
					if (closed) return;
					const first = next;
					next += values.length;
					const batch: LogBatch = {
						stream,
						entries: values.map((value, i) => ({ offset: first + i, value })),
						next,
						behind: backlog ? entries - next : 0,
					};
					await onBatch(batch);
				}
			};
			const ended = run().catch((error: unknown) => onFailure?.(error));
			return {
				async close() {
					closed = true;
					await ended;
				},
			};
		},
		release() {},
		head: () => entries,
	};
}
