import type { SpooledEntry } from '../spool.ts';

/** Entries for one partition, in their order. */
export interface Parcel {
	readonly partition: number;
	readonly entries: readonly SpooledEntry[];
}

/** The partition of a routing number (0–255). */
export const partitionOf = (route: number, partitions: number): number => route % partitions;

/** Splits entries by partition, and each partition's into parcels of at most `maxChars` characters of keys and values, or one entry. */
export function parcelsOf(entries: readonly SpooledEntry[], partitions: number, maxChars: number): Map<number, Parcel[]> {
	const parcels = new Map<number, Parcel[]>();
	const open = new Map<number, { entries: SpooledEntry[]; chars: number }>();
	for (const entry of entries) {
		const partition = partitionOf(entry.route, partitions);
		const chars = entry.key.length + entry.value.length;
		const parcel = open.get(partition);
		if (parcel !== undefined && parcel.chars + chars <= maxChars) {
			parcel.entries.push(entry);
			parcel.chars += chars;
			continue;
		}
		const next = { entries: [entry], chars };
		open.set(partition, next);
		parcels.set(partition, [...(parcels.get(partition) ?? []), { partition, entries: next.entries }]);
	}
	return parcels;
}
