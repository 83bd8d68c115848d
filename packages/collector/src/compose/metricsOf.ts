import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Family, Sample } from '../http/metrics.ts';
import { aggregatorStats, type Parts } from './healthOf.ts';

export interface Metrics {
	families(): Promise<Family[]>;
	close(): void;
}

const NANOSECONDS = 1e9;

/** How often the event loop is looked at, ms: a lag is seen to about this. */
const RESOLUTION_MS = 20;

const one = (value: number | undefined): Sample[] => (value === undefined || !Number.isFinite(value) ? [] : [{ value }]);
const by = (label: string, values: Readonly<Record<string, number | undefined>>): Sample[] =>
	Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [{ value, labels: { [label]: name } }]));

/** The books of this process, hop by hop, and how its parts are. */
export function metricsOf(parts: Parts, kafkaReady: () => Promise<boolean | undefined>): Metrics {
	const loop = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
	loop.enable();

	/** Since the last scrape; there is none before the first look. */
	const lag = (): Sample[] => {
		if (loop.count === 0) return [];
		const seconds = (ns: number): number => Math.max(0, ns / NANOSECONDS - RESOLUTION_MS / 1000);
		const samples = by('quantile', { 0.5: seconds(loop.percentile(50)), 0.99: seconds(loop.percentile(99)), 1: seconds(loop.max) });
		loop.reset();
		return samples;
	};

	return {
		async families() {
			const { taking } = parts;
			const ingest = taking?.ingest.stats();
			const log = taking?.log.stats();
			const shipper = taking?.shipper?.stats();
			const aggregator = await aggregatorStats(parts);
			const ledger = aggregator?.ledger;
			const consumer = aggregator?.consumer;
			const exported = parts.exports?.stats();
			const { running: importing, ...imported } = parts.imports?.stats() ?? { running: undefined };
			const ready = await kafkaReady();
			const counter = (name: string, help: string, samples: Sample[]): Family => ({ name, type: 'counter', help, samples });
			const gauge = (name: string, help: string, samples: Sample[]): Family => ({ name, type: 'gauge', help, samples });
			return [
				counter('events_received_total', 'Events that came in, since the process started.', one(ingest?.received)),
				counter('events_acknowledged_total', 'Events that were acknowledged: durable in the log.', one(ingest?.appended)),
				counter(
					'events_rejected_total',
					'Events that were not taken, by code; received = acknowledged + rejected.',
					by('reason', ingest?.rejected ?? {}),
				),
				gauge('log_entries', 'Entries that the log keeps.', one(log?.kept)),
				gauge('log_bytes', 'Bytes that the log takes.', one(log?.bytes)),
				gauge('log_accepting', '1 while the log takes events.', one(log && Number(log.state === 'ok' || log.state === 'nearly_full'))),
				gauge(
					'log_sync_seconds',
					'Duration of the last 100 synced commits.',
					log ? by('stat', { mean: log.syncMs.mean / 1000, max: log.syncMs.max / 1000 }) : [],
				),
				gauge(
					'spool_entries',
					'Events that wait to be shipped to Kafka; acknowledged = shipped + spooled, over the life of the spool.',
					one(shipper?.spooled),
				),
				gauge('spool_oldest_seconds', 'Age of the oldest event that waits to be shipped.', one(shipper && shipper.oldestMs / 1000)),
				counter('shipped_total', 'Events that Kafka has acknowledged, since the process started.', one(shipper?.shipped)),
				counter('ship_quarantined_total', 'Events that Kafka would not take, since the process started.', one(shipper?.quarantined)),
				gauge(
					'ship_set_aside',
					'Events that not even the quarantine topic would take; they are kept in the spool directory.',
					one(shipper?.setAside),
				),
				gauge('shipper_state', '1 for the state that the shipper is in.', by('state', shipper ? { [shipper.state]: 1 } : {})),
				gauge('kafka_ready', '1 while events go to Kafka and come from it.', one(ready === undefined ? undefined : Number(ready))),
				gauge('consumer_lag', 'Records in Kafka that the aggregator has not read.', one(consumer?.lag)),
				counter('consumer_restarts_total', 'How often the consumer had to be begun anew.', one(consumer?.restarts)),
				gauge('consumer_state', '1 for the state that the consumer is in.', by('state', consumer ? { [consumer.state]: 1 } : {})),
				gauge('aggregator_behind', 'Entries that waited behind the last batch.', one(aggregator?.behind)),
				gauge('aggregator_state', '1 for the state that the aggregator is in.', by('state', aggregator ? { [aggregator.state]: 1 } : {})),
				counter(
					'consumed_total',
					'Entries that the store has accounted for; consumed = stored + duplicate + conflict + quarantined.',
					one(ledger?.consumed),
				),
				counter('stored_total', 'Events in the store.', one(ledger?.stored)),
				counter('duplicate_total', 'Events that came again.', one(ledger?.duplicate)),
				counter('conflict_total', 'Events that came under an id of another event.', one(ledger?.conflict)),
				counter('quarantined_total', 'Entries that could not be used, by reason.', by('reason', ledger?.quarantined ?? {})),
				gauge('imports_running', 'Imports that are read, undone, or wait for it.', one(importing)),
				counter(
					'imported_rows_total',
					'Rows of imported files, by what became of them, since the process started.',
					by('outcome', imported),
				),
				gauge('exports_running', 'Exports that are being made.', one(exported?.running)),
				counter('exported_events_total', 'Events that left in exports, since the process started.', one(exported?.events)),
				counter('exported_bytes_total', 'Bytes that left in exports, since the process started.', one(exported?.bytes)),
				gauge('event_loop_lag_seconds', 'How late the event loop was since the last scrape.', lag()),
				gauge('resident_memory_bytes', 'Memory of the process.', one(process.memoryUsage.rss())),
			];
		},
		close: () => void loop.disable(),
	};
}
