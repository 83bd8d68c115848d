import { type DimensionName, dimensions, isDimensionName, type MetricName } from '@footfall/protocol';
import type { PanelDimension } from '../state/view.ts';

/** The metrics of a list: in its panel, whose first one draws the bars, and in its details. */
export interface Columns {
	readonly panel: readonly [MetricName, ...MetricName[]];
	readonly details: readonly [MetricName, ...MetricName[]];
}

const visit: Columns = {
	panel: ['visitors', 'bounce_rate', 'percentage'],
	details: ['visitors', 'visits', 'pageviews', 'bounce_rate', 'visit_duration', 'percentage'],
};
const page: Columns = {
	panel: ['visitors', 'pageviews', 'percentage'],
	details: ['visitors', 'pageviews', 'time_on_page', 'scroll_depth', 'percentage'],
};
const event: Columns = {
	panel: ['visitors', 'events', 'percentage'],
	details: ['visitors', 'events', 'percentage'],
};
const endOfVisit: Columns = {
	panel: ['visits', 'bounce_rate', 'percentage'],
	details: ['visits', 'visitors', 'bounce_rate', 'visit_duration', 'percentage'],
};

const special: Partial<Record<DimensionName, Columns>> = {
	'event:name': event,
	'visit:entry_page': endOfVisit,
	'visit:exit_page': endOfVisit,
};

const goal: Columns = {
	panel: ['visitors', 'events', 'conversion_rate'],
	details: ['visitors', 'events', 'conversion_rate', 'total_revenue', 'average_revenue'],
};
/** Of those who met a goal: the rest of a visit says nothing about it. */
const conversions: Columns = {
	panel: ['visitors', 'events', 'group_conversion_rate'],
	details: ['visitors', 'events', 'group_conversion_rate', 'percentage'],
};

/** The columns that suit a dimension; `ofGoal`: on a page that looks at a goal. */
export function columnsOf(dimension: PanelDimension, ofGoal: boolean): Columns {
	if (dimension === 'event:goal') return goal;
	if (ofGoal) return conversions;
	if (!isDimensionName(dimension)) return event;
	return special[dimension] ?? (dimensions[dimension].scope === 'event' ? page : visit);
}
