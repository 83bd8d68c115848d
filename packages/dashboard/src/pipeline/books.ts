import type { PipelineHealth } from '@footfall/protocol';

/** Two sums that have to be equal, and are counted in different places. */
export interface Book {
	/** `received = kept + rejected`. */
	readonly name: string;
	/** What is counted, and since when. */
	readonly about: string;
	readonly left: number;
	readonly right: number;
}

/** Something that does not go as it should, in words for whoever runs the server. */
export interface Trouble {
	readonly what: string;
	readonly advice: string;
	/** Nothing is lost by it yet. */
	readonly mild?: true;
}

export const sum = (counts: Readonly<Record<string, number>>): number => Object.values(counts).reduce((total, count) => total + count, 0);

/** Entries that may wait without anybody having to be told: some seconds of a large site. */
const MUCH_BEHIND = 50_000;

/** The books of a process, those that its role keeps. */
export function booksOf({ ingest, log, imports, aggregator }: PipelineHealth): Book[] {
	const books: Book[] = [];
	if (ingest) {
		const right = ingest.appended + sum(ingest.rejected);
		books.push({
			name: 'received = kept + rejected',
			about: 'Events sent to this process since it started.',
			left: ingest.received,
			right,
		});
	}
	if (ingest && log) {
		const about = 'What was acknowledged, and what the log has written and synced, since the process started.';
		const imported = imports?.events ?? 0;
		books.push({
			name: imported === 0 ? 'kept = written to the log' : 'kept + imported = written to the log',
			about,
			left: ingest.appended + imported,
			right: log.appended,
		});
	}
	const ledger = aggregator?.ledger;
	if (ledger) {
		const right = ledger.stored + ledger.duplicate + ledger.conflict + sum(ledger.quarantined);
		const about = 'Entries of the log that were aggregated since the store was made.';
		books.push({ name: 'consumed = stored + duplicate + conflict + quarantined', about, left: ledger.consumed, right });
	}
	return books;
}

const logTroubles: Readonly<Record<string, Trouble>> = {
	nearly_full: {
		what: 'The disk is nearly full.',
		advice: 'Make room before it is: then events are refused with 503 and come again.',
		mild: true,
	},
	full: {
		what: 'The disk is full: events are refused with 503.',
		advice: 'Make room, or lower FOOTFALL_RETENTION_HOURS. Scripts keep trying.',
	},
	failed: {
		what: 'The log cannot be written.',
		advice: 'Look at the server’s output for the disk’s error. It is opened again as soon as that works.',
	},
};

const kafkaAdvice = 'Events wait in the spool and lose nothing. Look at the brokers.';

/** What is wrong, worst first. */
export function troublesOf(health: PipelineHealth): Trouble[] {
	const { log, aggregator, kafka } = health;
	const troubles: Trouble[] = [];
	for (const { name, left, right } of booksOf(health)) {
		if (left !== right)
			troubles.push({
				what: `The books do not balance: ${name}, by ${left - right}.`,
				advice: 'This is a fault of Footfall. Keep the data directory and report it.',
			});
	}
	const ofLog = log && logTroubles[log.state];
	if (ofLog) troubles.push(ofLog);
	if (aggregator?.state === 'failed')
		troubles.push({
			what: 'The aggregator has stopped.',
			advice: 'The server’s output says why. Events are kept; a restart aggregates them.',
		});
	if (aggregator?.state === 'retrying')
		troubles.push({ what: 'The store does not take a batch.', advice: 'It is tried again all the time; the server’s output says why.' });
	for (const [who, part] of [
		['To Kafka', kafka?.shipper],
		['From Kafka', kafka?.consumer],
	] as const) {
		if (part === undefined) continue;
		if (part.state === 'held' || part.state === 'retrying') {
			troubles.push({
				what: `${who}: ${part.reason ?? part.state}`,
				advice: part.state === 'held' ? 'Somebody has to do something first; then it goes on by itself.' : kafkaAdvice,
			});
		}
		for (const warning of part.warnings ?? [])
			troubles.push({ what: warning, advice: 'It works, with less safety than it could.', mild: true });
	}
	const behind = kafka?.consumer?.lag ?? aggregator?.behind ?? 0;
	if (behind > MUCH_BEHIND)
		troubles.push({
			what: 'Numbers are late: more comes in than is aggregated.',
			advice: 'Nothing is lost; it catches up when less comes in.',
			mild: true,
		});
	return troubles;
}
