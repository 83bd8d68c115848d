import {
	type CommerceNumbers,
	type CommerceOverview,
	type CommerceSeries,
	type MetricName,
	type MetricValue,
	metrics,
	type ReportNumberName,
	reportNumbers,
} from '@footfall/protocol';
import { type Point, thinOut } from '../data/series.ts';

type Shown = keyof CommerceNumbers;

interface NumberSpec {
	/** Whose way of writing it has, and whose direction is good news. */
	readonly metric: MetricName;
	readonly words: ReportNumberName;
}

/** How each number of a shop is written. */
const specs: Record<Shown, NumberSpec> = {
	revenue: { metric: 'total_revenue', words: 'commerce.revenue' },
	orders: { metric: 'events', words: 'commerce.orders' },
	average_order_value: { metric: 'average_revenue', words: 'commerce.average_order_value' },
	items: { metric: 'events', words: 'commerce.items' },
	buyers: { metric: 'visitors', words: 'commerce.buyers' },
	conversion_rate: { metric: 'conversion_rate', words: 'commerce.conversion_rate' },
};

export const metricOf = (name: Shown): MetricName => specs[name].metric;
export const labelOf = (name: Shown): string => reportNumbers[specs[name].words].label;
export const definitionOf = (name: Shown): string => reportNumbers[specs[name].words].definition;

const isMoney = (name: Shown): boolean => metrics[metricOf(name)].unit === 'money';

/** A number as the page's own metrics are written: money with its currency. */
export function shownOf(numbers: CommerceNumbers, name: Shown, currency: string | null): MetricValue {
	const value = numbers[name];
	if (!isMoney(name) || value === null) return value;
	return currency === null ? [] : [{ currency, value }];
}

/** A number over time; with what it is compared with where that is to be drawn. */
export function pointsOf({ series, comparison, currency }: CommerceOverview, name: Shown, compared: boolean): Point[] {
	const other: CommerceSeries | undefined = compared ? comparison?.series : undefined;
	const { labels, buckets, running } = series;
	return labels.map((label, index) => ({
		label,
		value: running !== null && index > running ? null : (buckets[index]?.[name] ?? null),
		beforeLabel: other?.labels[index],
		before: other?.buckets[index]?.[name] ?? null,
		...(isMoney(name) && currency !== null ? { currency } : {}),
		running: index === running,
	}));
}

/** Values of a card's line at most. */
const TREND_POINTS = 32;

/** A card's line. What still runs is left out: it would always seem to fall. */
export function trendOf(answer: CommerceOverview, name: Shown): (number | null)[] {
	const values = pointsOf(answer, name, false)
		.filter(({ running }) => !running)
		.map(({ value }) => value);
	const end = values.findLastIndex((value) => value !== null);
	return thinOut(values.slice(0, end + 1), TREND_POINTS);
}
