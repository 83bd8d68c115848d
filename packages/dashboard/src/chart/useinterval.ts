import type { Interval, ResolvedQuery } from '@footfall/protocol';
import { useApp } from '../context.ts';
import { chooseInterval, fittingIntervals } from '../state/intervals.ts';
import { knownSpan, spanOf } from '../state/ranges.ts';

/**
 * The interval of the main chart, and those that fit the range, once it is known how long that is.
 *
 * @param answered the question of the page as the server understood it last
 */
export function useInterval(answered: Pick<ResolvedQuery, 'date_range'> | undefined): {
	readonly interval: Interval;
	readonly fitting: readonly Interval[];
	readonly known: boolean;
} {
	const { view, today } = useApp();
	const { range, interval } = view.value;
	const known = knownSpan(range, today.value, answered);
	const span = known ?? spanOf(range, today.value);
	return { interval: chooseInterval(interval, range, span), fitting: fittingIntervals(range, span), known: known !== undefined };
}
