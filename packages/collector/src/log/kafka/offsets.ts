import type { Admin } from 'kafkajs';

/** Where a partition begins and ends: the oldest record kept, and the position after the newest that all replicas hold. */
export interface Bounds {
	readonly low: number;
	readonly high: number;
}

export async function boundsOf(admin: Admin, topic: string): Promise<Map<number, Bounds>> {
	const offsets = await admin.fetchTopicOffsets(topic);
	return new Map(offsets.map(({ partition, low, high }) => [partition, { low: Number(low), high: Number(high) }]));
}

/** In each partition, the first record taken at or after an instant (ms), or its end. */
export async function offsetsSince(admin: Admin, topic: string, instant: number): Promise<Map<number, number>> {
	const offsets = await admin.fetchTopicOffsetsByTimestamp(topic, instant);
	return new Map(offsets.map(({ partition, offset }) => [partition, Number(offset)]));
}
