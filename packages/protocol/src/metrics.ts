/** How a metric's value is written: `ratio` has two decimals, `percent` is 0–100, `money` is a list of currency and amount. */
export type MetricUnit = 'count' | 'ratio' | 'percent' | 'seconds' | 'milliseconds' | 'score' | 'money';

/** One number that Footfall can tell, with the words that its tooltip shows. */
export interface MetricSpec {
	readonly label: string;
	readonly unit: MetricUnit;
	/** The definition by which it is computed, in words. */
	readonly definition: string;
	/** Which direction is good news, for the colour of a change. */
	readonly better: 'more' | 'less' | 'neither';
}

/** Every metric, declared once; how it is computed stands in the collector's `query/metrics.ts`, which must name each. */
export const metrics = {
	visitors: { label: 'Unique visitors', unit: 'count', better: 'more', definition: 'Distinct visitors. Without cookies a visitor is known for one day only, so each day’s visitors are added up; with persistent or identified visitors it is a true count over the range.' },
	visits: { label: 'Visits', unit: 'count', better: 'more', definition: 'A visitor’s events with no gap of more than 30 minutes between them. A visit is not cut at midnight or on the hour.' },
	pageviews: { label: 'Pageviews', unit: 'count', better: 'more', definition: 'Pages viewed, route changes of single-page apps included. Repeated deliveries and bots are left out.' },
	events: { label: 'Events', unit: 'count', better: 'more', definition: 'Pageviews, clicks and custom events. Repeated deliveries and bots are left out; page unloads, web vitals and script errors do not count.' },
	views_per_visit: { label: 'Views per visit', unit: 'ratio', better: 'more', definition: 'Pageviews divided by visits.' },
	bounce_rate: { label: 'Bounce rate', unit: 'percent', better: 'less', definition: 'Visits with one pageview, no interactive event and under 10 seconds of visible time, divided by all visits that began in the period.' },
	visit_duration: { label: 'Visit duration', unit: 'seconds', better: 'more', definition: 'From a visit’s first event to its last, or to the end of its visible time: the mean over all visits that began in the period, bounces included.' },
	median_visit_duration: { label: 'Median visit duration', unit: 'seconds', better: 'more', definition: 'From a visit’s first event to its last, or to the end of its visible time: half of the visits that began in the period were shorter.' },
	time_on_page: { label: 'Time on page', unit: 'seconds', better: 'more', definition: 'Mean visible-and-focused time per pageview, over the pageviews that reported one.' },
	scroll_depth: { label: 'Scroll depth', unit: 'percent', better: 'more', definition: 'Mean of the deepest scroll per pageview, over the pageviews that reported one.' },
	percentage: { label: 'Share', unit: 'percent', better: 'more', definition: 'This row’s visitors divided by all visitors under the same filter.' },
	conversion_rate: { label: 'Conversion rate', unit: 'percent', better: 'more', definition: 'Visitors who met the goal, divided by all visitors of the period: filters on goals and properties are left out of the whole.' },
	group_conversion_rate: { label: 'Conversion rate of the row', unit: 'percent', better: 'more', definition: 'This row’s visitors who met the goal, divided by all visitors of the row: of this source, of this page, of this day. Filters on goals and properties are left out of the whole.' },
	total_revenue: { label: 'Revenue', unit: 'money', better: 'more', definition: 'Sum of the revenue of events, per currency. Currencies are never added together.' },
	average_revenue: { label: 'Average order value', unit: 'money', better: 'more', definition: 'Mean revenue of the events that carry one, per currency.' },
	lcp: { label: 'LCP', unit: 'milliseconds', better: 'less', definition: 'Largest Contentful Paint: 75 % of measured pageviews were faster. Good is up to 2500 ms.' },
	inp: { label: 'INP', unit: 'milliseconds', better: 'less', definition: 'Interaction to Next Paint: 75 % of measured pageviews were faster. Good is up to 200 ms.' },
	cls: { label: 'CLS', unit: 'score', better: 'less', definition: 'Cumulative Layout Shift: 75 % of measured pageviews were lower. Good is up to 0.1.' },
	fcp: { label: 'FCP', unit: 'milliseconds', better: 'less', definition: 'First Contentful Paint: 75 % of measured pageviews were faster. Good is up to 1800 ms.' },
	ttfb: { label: 'TTFB', unit: 'milliseconds', better: 'less', definition: 'Time to First Byte: 75 % of measured pageviews were faster. Good is up to 800 ms.' },
	load: { label: 'Load time', unit: 'milliseconds', better: 'less', definition: 'Time until the page’s load event: 75 % of measured pageviews were faster.' },
} as const satisfies Record<string, MetricSpec>;

export type MetricName = keyof typeof metrics;
export const metricNames = Object.keys(metrics) as MetricName[];

export function isMetricName(name: string): name is MetricName {
	return Object.hasOwn(metrics, name);
}

/** Money in one currency, in major units (9.99). */
export interface Money {
	currency: string;
	value: number;
}

/** A metric's value; null where there is nothing to divide by or nothing was measured. */
export type MetricValue = number | null | Money[];

/** Visits that are no longer than this and did nothing else are bounces; milliseconds of visible time. */
export const BOUNCE_ENGAGED_MS = 10_000;
/** A gap longer than this between two events of a visitor ends the visit; milliseconds. */
export const VISIT_GAP_MS = 30 * 60_000;
/** "Active now" looks back this far; milliseconds. */
export const ACTIVE_MS = 5 * 60_000;
