import { eventColumns, sumColumns, sumMeasures, visitColumns } from '@footfall/protocol';

/** Column types in words that each store's dialect turns into its own. */
export type ColumnType = 'text' | 'int64' | 'uint64' | 'uint32' | 'uint8' | 'float' | 'bool';

export interface Column {
	readonly name: string;
	readonly type: ColumnType;
	/** Absent values are NULL; without it they are '' or 0. */
	readonly nullable?: true;
	readonly about: string;
}

const text = (name: string, about: string): Column => ({ name, type: 'text', about });
const derived = (names: readonly string[]): Column[] => names.map((name) => text(name, 'dimension'));

/**
 * `events`: one row an event, by site and id; replaced by them.
 *
 * The id is kept in three numbers: 9 bytes a row on disk where the text takes 19.4, and joins compare integers. Of the 72 random bits of a
 * page view they hold 48: of two page views of one site and one millisecond, one pair in 2^48 is taken for one.
 * `event_id(page_time, page_random, n)` is a text that stands for the same event, but not the one that was sent.
 *
 * Times are milliseconds since the epoch. Visit-scope dimensions hold the visit's value, not the event's own. A page
 * view's row also holds its totals: the greatest of what its page_unloads and web_vitals said; they are NULL in all other rows.
 *
 * On disk (DuckDB, ten million events in a month): 32 bytes an event, of them 9 for the id, 6 visit and visitor, 3 its time, 3 page and title,
 * 2 the combinations of its dimensions, and 7 for its share of `visits`.
 */
export const eventsTable: readonly Column[] = [
	{ name: 'page_time', type: 'int64', about: "its id's first 8 characters, ms; rows lie in this order, and a retry does not change it" },
	{ name: 'page_random', type: 'int64', about: "its id's other characters, 48 bits of 72" },
	{ name: 'n', type: 'uint32', about: 'its number on its page view, after the dot' },
	text('site', 'site id'),
	text('name', 'event name'),
	{ name: 'time', type: 'int64', about: 'when it happened' },
	{ name: 'delay', type: 'int64', about: 'ms from its happening to its receipt' },
	{ name: 'visitor', type: 'uint64', about: "the visitor as the event's visit holds it" },
	{ name: 'visit', type: 'int64', nullable: true, about: 'visit id; NULL while its page view has not arrived' },
	{ name: 'bot', type: 'uint8', about: 'bot score 0–100' },
	{ name: 'counts', type: 'bool', about: 'it is one of the metric events' },
	{ name: 'interactive', type: 'bool', about: 'it ends a bounce' },
	...derived(eventColumns),
	...derived(visitColumns),
	text('session', "the sender's session id"),
	text('import_id', 'the import that brought it'),
	{ name: 'props', type: 'text', nullable: true, about: 'JSON object of scalars' },
	{ name: 'revenue_amount', type: 'int64', nullable: true, about: 'minor units' },
	{ name: 'revenue_currency', type: 'text', nullable: true, about: 'ISO 4217' },
	{ name: 'engaged', type: 'uint32', nullable: true, about: 'visible-and-focused ms' },
	{ name: 'scroll', type: 'uint8', nullable: true, about: 'deepest scroll, percent' },
	{ name: 'lcp', type: 'uint32', nullable: true, about: 'ms' },
	{ name: 'inp', type: 'uint32', nullable: true, about: 'ms' },
	{ name: 'cls', type: 'float', nullable: true, about: 'score' },
	{ name: 'fcp', type: 'uint32', nullable: true, about: 'ms' },
	{ name: 'ttfb', type: 'uint32', nullable: true, about: 'ms' },
	{ name: 'load', type: 'uint32', nullable: true, about: 'ms' },
];

/** `visits`: one row a visit, by visit id; replaced by visit id. */
export const visitsTable: readonly Column[] = [
	{ name: 'visit', type: 'int64', about: "start ms × 2^22 + 22 bits of a hash of its first event's id: unique, and in time order" },
	text('site', 'site id'),
	{ name: 'visitor', type: 'uint64', about: "its first event's visitor" },
	{ name: 'start', type: 'int64', about: 'its first visit-extending event' },
	{ name: 'last', type: 'int64', about: 'its last visit-extending event' },
	{ name: 'finish', type: 'int64', about: 'the later of last and the end of its engagement' },
	{ name: 'pageviews', type: 'uint32', about: 'pageview events' },
	{ name: 'events', type: 'uint32', about: 'events that count' },
	{ name: 'interactive', type: 'uint32', about: 'events that end a bounce' },
	{ name: 'engaged', type: 'uint32', about: 'visible-and-focused ms of all its page views' },
	{ name: 'bounce', type: 'bool', about: 'one pageview, nothing interactive, under 10 s engaged' },
	{ name: 'bot', type: 'uint8', about: "its events' highest bot score; bots and people never share a visit" },
	{ name: 'persistent', type: 'bool', about: 'its visitor id outlives the day' },
	text('entry_page', 'pathname of its first pageview'),
	text('exit_page', 'pathname of its last pageview'),
	text('user_id', 'the last user identified in it'),
	{ name: 'entry_after', type: 'int64', nullable: true, about: 'ms from start to its first pageview' },
	{ name: 'exit_after', type: 'int64', nullable: true, about: 'ms from start to its last pageview' },
	{ name: 'user_after', type: 'int64', nullable: true, about: 'ms from start to the event that user_id is from' },
	...derived(visitColumns),
];

/**
 * `imported`: sums of days that other tools have counted, a row for each row of an imported file; replaced by import and line. They belong to no
 * visit and to no event, and nothing but questions with `include.imports` looks at them.
 */
export const importedTable: readonly Column[] = [
	text('site', 'site id'),
	text('import_id', 'the import that brought it'),
	{ name: 'line', type: 'uint32', about: 'row of its file' },
	text('kind', 'which of the tables of sums'),
	{ name: 'day', type: 'uint32', about: "days since 1970-01-01 in the site's time zone" },
	...sumColumns.map((name) => text(name, 'dimension, of the tables that have it')),
	...sumMeasures.map((name): Column => ({ name, type: 'int64', nullable: true, about: 'a sum; NULL where the file does not say it' })),
];
