import type { Interval } from '@footfall/protocol';
import { useApp, useSite } from '../context.ts';
import { dayIn } from '../state/calendar.ts';
import { chooseInterval, fittingIntervals } from '../state/intervals.ts';
import { spanOf } from '../state/ranges.ts';

/** The interval of the main chart, and those that fit the range. */
export function useInterval(): { readonly interval: Interval; readonly fitting: readonly Interval[] } {
	const { view, today } = useApp();
	const site = useSite();
	const { range, interval } = view.value;
	const span = spanOf(range, today.value, dayIn(site.timeZone, site.createdAt));
	return { interval: chooseInterval(interval, range, span), fitting: fittingIntervals(range, span) };
}
