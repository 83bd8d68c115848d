import type { Message } from 'kafkajs';

/** A value is kept up to this length, in characters: far longer than the collector lets any event be. */
export const KEPT = 65_536;

/** One message of the topic `analytics-quarantine`: a record that cannot be used, why, and where it stood. */
export interface QuarantineRecord {
	readonly v: 1;
	readonly reason: string;
	/** The log that held it: its epoch, topic (the local log's too), partition and offset. */
	readonly from: { readonly epoch: string; readonly topic: string; readonly partition: number; readonly offset: number };
	/** When it was set aside, milliseconds since the epoch. */
	readonly at: number;
	/** As it stood there, cut to `KEPT` characters. */
	readonly value: string;
}

export function quarantineMessage(record: QuarantineRecord): Message {
	const { epoch, topic, partition, offset } = record.from;
	return { key: `${epoch}/${topic}/${partition}/${offset}`, value: JSON.stringify({ ...record, value: record.value.slice(0, KEPT) }) };
}
