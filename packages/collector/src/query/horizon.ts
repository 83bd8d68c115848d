import { floorTo, HOUR, startOfDay } from './calendar.ts';
import type { Instant, Zone } from './zone.ts';

/** Knows how far back commits of late have reached: what lies before is expected to stay as it is. */
export interface Horizon {
	/** Something of a site that happened from `from` on was committed. */
	touched(site: string, from: Instant): void;
	/** The start of the earliest day of the site's zone that was touched in this clock hour or the one before; today's at the latest. */
	of(site: string, zone: Zone): Instant;
}

interface Reach {
	readonly hour: Instant;
	/** The earliest instant touched in the hour, and in the one before. */
	from: Instant;
	readonly before: Instant;
}

/**
 * What is touched again and again stays behind the horizon: visits that go on over midnight, tabs of yesterday that are looked at again, a
 * screen in a lobby whose visit has lasted a week.
 */
export function createHorizon({ clock }: { readonly clock: () => number }): Horizon {
	const reaches = new Map<string, Reach>();
	const never = Number.POSITIVE_INFINITY;

	/** As it is in this hour. */
	const reachOf = (site: string): Reach => {
		const hour = floorTo(clock(), HOUR);
		const known = reaches.get(site);
		if (known?.hour === hour) return known;
		return { hour, from: never, before: known?.hour === hour - HOUR ? known.from : never };
	};

	return {
		touched(site, from) {
			const reach = reachOf(site);
			reach.from = Math.min(reach.from, from);
			reaches.set(site, reach);
		},
		of(site, zone) {
			const { from, before } = reachOf(site);
			return zone.instant(startOfDay(zone.wall(Math.min(clock(), from, before))));
		},
	};
}
