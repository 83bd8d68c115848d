import type { EventRecord } from '@footfall/protocol';
import type { Log, LogEntry } from '../../log/log.ts';

/** The appending half of a log, in memory, for tests; `failWith` makes it refuse. */
export function memoryLog(): Pick<Log, 'append'> & { entries: LogEntry[]; records(): EventRecord[]; failWith(error: unknown): void } {
	const entries: LogEntry[] = [];
	let failure: unknown;
	return {
		entries,
		records: () => entries.map(({ value }) => JSON.parse(value) as EventRecord),
		failWith(error) {
			failure = error;
		},
		async append(added) {
			if (failure !== undefined) throw failure;
			entries.push(...added);
		},
	};
}
