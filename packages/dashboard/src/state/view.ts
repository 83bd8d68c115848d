import type {
	Behaviour,
	Comparison,
	DateRange,
	DimensionGroup,
	DimensionName,
	FilterOperator,
	Interval,
	MetricName,
	PropDimension,
} from '@footfall/protocol';
import type { PageName } from '../pages.ts';
import type { Day } from './calendar.ts';

/** What a panel or its details break the numbers down by. */
export type PanelDimension = DimensionName | PropDimension;

/** What a filter is about: a dimension, or the segments whose ids are its values. */
export type FilterSubject = PanelDimension | 'segment';

/** A filter that a chip shows: one subject against a list of values; with `done`, not of the event itself but of all that its visitor did. */
export type ViewFilter = readonly [operator: FilterOperator, subject: FilterSubject, values: readonly string[], done?: Behaviour];

/** A tab of a panel: a list by a dimension, or the map of the countries. */
export type PanelTab = PanelDimension | 'map';

/** What the range is compared with. */
export const comparisons = {
	off: 'No comparison',
	previous_period: 'Previous period',
	year_over_year: 'Year ago',
	custom: 'Other period',
} as const satisfies Record<Comparison['mode'] | 'off', string>;
export type CompareMode = keyof typeof comparisons;

/** Everything that the URL holds: two people with the same one see the same page. */
export interface View {
	/** Which of `pages.ts`. */
	readonly page: PageName;
	/** Domain or id; undefined is the first site. */
	readonly site: string | undefined;
	readonly range: DateRange;
	readonly compare: CompareMode;
	/** The days compared with, both included, where `compare` is `custom`. */
	readonly compareWith: readonly [from: Day, to: Day] | undefined;
	/** Compare Mondays with Mondays. */
	readonly weekdays: boolean;
	readonly filters: readonly ViewFilter[];
	/** Imported data is added where it can be. */
	readonly imports: boolean;
	/** The metric of the main chart. */
	readonly metric: MetricName;
	/** Undefined is what suits the range. */
	readonly interval: Interval | undefined;
	/** The open tab of each panel, where it is not the first. */
	readonly tabs: Readonly<Partial<Record<DimensionGroup, PanelTab>>>;
	/** The dimension whose details are open. */
	readonly details: PanelDimension | undefined;
	/** What the open page has of its own in the address: the steps of a funnel. Never on the overview. */
	readonly own: Readonly<Record<string, readonly string[]>>;
}

export const defaultView: View = {
	page: 'site',
	site: undefined,
	range: 'day',
	compare: 'off',
	compareWith: undefined,
	weekdays: false,
	filters: [],
	imports: true,
	metric: 'visitors',
	interval: undefined,
	tabs: {},
	details: undefined,
	own: {},
};
