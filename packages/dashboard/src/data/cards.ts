import type { MetricName } from '@footfall/protocol';
import { asksEvent, asksGoal, asksPage } from '../state/filters.ts';
import type { View } from '../state/view.ts';

/** The cards over the chart: in order, and those that are called otherwise here. */
export interface CardSet {
	readonly metrics: readonly [MetricName, ...MetricName[]];
	readonly labels: Readonly<Partial<Record<MetricName, string>>>;
}

const ofSite: CardSet = {
	metrics: ['visitors', 'visits', 'pageviews', 'views_per_visit', 'bounce_rate', 'visit_duration', 'time_on_page', 'events'],
	labels: {},
};
/** A page has no views per visit, but a depth to which it is read. */
const ofPage: CardSet = { metrics: ['visitors', 'visits', 'pageviews', 'bounce_rate', 'time_on_page', 'scroll_depth'], labels: {} };
const ofGoal: CardSet = {
	metrics: ['visitors', 'events', 'conversion_rate', 'total_revenue', 'average_revenue'],
	labels: { visitors: 'Unique conversions', events: 'Total conversions' },
};

/** Of an event it is asked how often, and of orders how much: cards of money are drawn only where there is some. */
const ofEvent: CardSet = {
	metrics: ['events', 'visitors', 'visits', 'total_revenue', 'average_revenue'],
	labels: { events: 'Times', visitors: 'Visitors with it', visits: 'Visits with it' },
};

/** The cards that suit what the page looks at: a goal, single events (those of a shop among them), single pages, or all of the site. */
export function cardsOf({ filters }: Pick<View, 'filters'>): CardSet {
	if (asksGoal(filters)) return ofGoal;
	if (asksEvent(filters)) return ofEvent;
	return asksPage(filters) ? ofPage : ofSite;
}
