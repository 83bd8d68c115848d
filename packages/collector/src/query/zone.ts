/** Milliseconds since the epoch. */
export type Instant = number;
/**
 * Wall-clock time in some zone, as the milliseconds since the epoch at which UTC's clocks show the same. Good for calendar arithmetic; not an
 * instant.
 */
export type WallTime = number;

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** An IANA time zone: what its clocks show at an instant, and when they show it. */
export interface Zone {
	readonly name: string;
	/** Zone − UTC at an instant; milliseconds. */
	offset(at: Instant): number;
	wall(at: Instant): WallTime;
	/**
	 * When its clocks show a wall-clock time. Of one that comes twice, the first; one that is skipped lies at the end of the gap, so that a day
	 * whose midnight is skipped begins when it does begin.
	 */
	instant(wall: WallTime): Instant;
	/** ISO 8601 with the zone's offset. */
	iso(at: Instant): string;
}

interface Change {
	readonly at: Instant;
	readonly offset: number;
}

const zones = new Map<string, Zone>();

/** A zone by name, made once. @throws {RangeError} when there is none of this name. */
export function zoneOf(name: string): Zone {
	const zone = zones.get(name) ?? createZone(name);
	zones.set(name, zone);
	return zone;
}

function createZone(name: string): Zone {
	const format = new Intl.DateTimeFormat('en-US', {
		timeZone: name,
		hourCycle: 'h23',
		era: 'short',
		year: 'numeric',
		month: 'numeric',
		day: 'numeric',
		hour: 'numeric',
		minute: 'numeric',
		second: 'numeric',
	});
	const years = new Map<number, readonly Change[]>();

	/** What Intl says: right, and slow; its clocks show whole seconds only. */
	const measure = (at: Instant): number => {
		const part: Record<string, number> = {};
		for (const { type, value } of format.formatToParts(at)) part[type] = Number(value);
		const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
		return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1000) * 1000;
	};

	/** The instant, to the second, at which the offset that holds at `from` has given way to the one at `to`. */
	const changeBetween = (from: Instant, to: Instant): Change => {
		const before = measure(from);
		let [low, high] = [from, to];
		while (high - low > 1000) {
			const middle = Math.floor((low + high) / 2000) * 1000;
			if (measure(middle) === before) low = middle;
			else high = middle;
		}
		return { at: high, offset: measure(high) };
	};

	/** A year's offsets, found by a look at each day: zones that change twice within one are history (the last was in 1945). */
	const changesOf = (year: number): readonly Change[] => {
		const known = years.get(year);
		if (known !== undefined) return known;
		const [from, to] = [Date.UTC(year, 0, 1), Date.UTC(year + 1, 0, 1)];
		const changes: Change[] = [{ at: from, offset: measure(from) }];
		for (let day = from; day < to; day += DAY) {
			const next = Math.min(day + DAY, to);
			if (measure(next) !== changes.at(-1)?.offset) changes.push(changeBetween(day, next));
		}
		years.set(year, changes);
		return changes;
	};

	const offset = (at: Instant): number => changesOf(new Date(at).getUTCFullYear()).findLast((change) => change.at <= at)?.offset ?? 0;

	return {
		name,
		offset,
		wall: (at) => at + offset(at),
		instant(wall) {
			// The offset before any change of that day, and the one after it.
			const before = wall - offset(wall - DAY);
			const after = wall - offset(wall + DAY);
			const shows = (at: Instant): boolean => at + offset(at) === wall;
			const valid = [Math.min(before, after), Math.max(before, after)].find(shows);
			return valid ?? before;
		},
		iso(at) {
			const minutes = Math.round(offset(at) / 60_000);
			const wall = new Date(at + minutes * 60_000).toISOString().slice(0, 19);
			const two = (n: number): string => String(n).padStart(2, '0');
			return `${wall}${minutes < 0 ? '-' : '+'}${two(Math.floor(Math.abs(minutes) / 60))}:${two(Math.abs(minutes) % 60)}`;
		},
	};
}
