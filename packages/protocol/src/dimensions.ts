/** The panels of the dashboard that a dimension can belong to. */
export const dimensionGroups = {
	sources: 'Sources',
	pages: 'Pages',
	locations: 'Locations',
	devices: 'Devices',
	events: 'Events',
} as const;
export type DimensionGroup = keyof typeof dimensionGroups;

/** One thing by which answers can be broken down and filtered. */
export interface DimensionSpec {
	readonly label: string;
	readonly plural: string;
	readonly group: DimensionGroup;
	/** `event`: differs from event to event. `visit`: one value a visit. */
	readonly scope: 'event' | 'visit';
	/**
	 * Where the value comes from: `derive` = `ingest/derive.ts` computes it for every event; `record` = a field of the
	 * record itself; `visits` = `aggregate/visits.ts` computes it; `lookup` = another dimension's value, named; `settings` = computed when it is
	 * asked for, from what the site has under that name now.
	 */
	readonly origin: 'derive' | 'record' | 'visits' | 'lookup' | 'settings';
	/** Column in the store; of `settings` the setting from which it is computed. */
	readonly column: string;
	/** How an empty value is called. */
	readonly none: string;
}

/**
 * Every dimension, declared once. Column, validation, filter and panel follow from this line; for origin `derive` the
 * compiler asks for one function in `ingest/derive.ts`.
 */
export const dimensions = {
	'event:page': { label: 'Page', plural: 'Pages', group: 'pages', scope: 'event', origin: 'derive', column: 'pathname', none: '(none)' },
	'event:hostname': { label: 'Hostname', plural: 'Hostnames', group: 'pages', scope: 'event', origin: 'derive', column: 'hostname', none: '(none)' },
	'event:title': { label: 'Title', plural: 'Titles', group: 'pages', scope: 'event', origin: 'derive', column: 'title', none: '(none)' },
	'event:name': { label: 'Event', plural: 'Events', group: 'events', scope: 'event', origin: 'record', column: 'name', none: '(none)' },
	'event:route': { label: 'Route', plural: 'Routes', group: 'pages', scope: 'event', origin: 'settings', column: 'routes', none: '(none)' },
	'event:goal': { label: 'Goal', plural: 'Goals', group: 'events', scope: 'event', origin: 'settings', column: 'goals', none: '(none)' },
	'visit:entry_page': { label: 'Entry page', plural: 'Entry pages', group: 'pages', scope: 'visit', origin: 'visits', column: 'entry_page', none: '(none)' },
	'visit:exit_page': { label: 'Exit page', plural: 'Exit pages', group: 'pages', scope: 'visit', origin: 'visits', column: 'exit_page', none: '(none)' },
	'visit:source': { label: 'Source', plural: 'Sources', group: 'sources', scope: 'visit', origin: 'derive', column: 'source', none: 'Direct / None' },
	'visit:referrer': { label: 'Referrer', plural: 'Referrers', group: 'sources', scope: 'visit', origin: 'derive', column: 'referrer', none: 'Direct / None' },
	'visit:channel': { label: 'Channel', plural: 'Channels', group: 'sources', scope: 'visit', origin: 'derive', column: 'channel', none: 'Direct' },
	'visit:utm_source': { label: 'UTM source', plural: 'UTM sources', group: 'sources', scope: 'visit', origin: 'derive', column: 'utm_source', none: '(not set)' },
	'visit:utm_medium': { label: 'UTM medium', plural: 'UTM mediums', group: 'sources', scope: 'visit', origin: 'derive', column: 'utm_medium', none: '(not set)' },
	'visit:utm_campaign': { label: 'UTM campaign', plural: 'UTM campaigns', group: 'sources', scope: 'visit', origin: 'derive', column: 'utm_campaign', none: '(not set)' },
	'visit:utm_content': { label: 'UTM content', plural: 'UTM contents', group: 'sources', scope: 'visit', origin: 'derive', column: 'utm_content', none: '(not set)' },
	'visit:utm_term': { label: 'UTM term', plural: 'UTM terms', group: 'sources', scope: 'visit', origin: 'derive', column: 'utm_term', none: '(not set)' },
	'visit:country': { label: 'Country', plural: 'Countries', group: 'locations', scope: 'visit', origin: 'derive', column: 'country', none: '(unknown)' },
	'visit:country_name': { label: 'Country', plural: 'Countries', group: 'locations', scope: 'visit', origin: 'lookup', column: 'country', none: '(unknown)' },
	'visit:region': { label: 'Region code', plural: 'Region codes', group: 'locations', scope: 'visit', origin: 'derive', column: 'region', none: '(unknown)' },
	'visit:region_name': { label: 'Region', plural: 'Regions', group: 'locations', scope: 'visit', origin: 'derive', column: 'region_name', none: '(unknown)' },
	'visit:city': { label: 'City', plural: 'Cities', group: 'locations', scope: 'visit', origin: 'derive', column: 'city', none: '(unknown)' },
	'visit:city_name': { label: 'City', plural: 'Cities', group: 'locations', scope: 'visit', origin: 'lookup', column: 'city', none: '(unknown)' },
	'visit:language': { label: 'Language', plural: 'Languages', group: 'locations', scope: 'visit', origin: 'derive', column: 'language', none: '(unknown)' },
	'visit:device': { label: 'Device', plural: 'Devices', group: 'devices', scope: 'visit', origin: 'derive', column: 'device', none: '(unknown)' },
	'visit:browser': { label: 'Browser', plural: 'Browsers', group: 'devices', scope: 'visit', origin: 'derive', column: 'browser', none: '(unknown)' },
	'visit:browser_version': { label: 'Browser version', plural: 'Browser versions', group: 'devices', scope: 'visit', origin: 'derive', column: 'browser_version', none: '(unknown)' },
	'visit:os': { label: 'Operating system', plural: 'Operating systems', group: 'devices', scope: 'visit', origin: 'derive', column: 'os', none: '(unknown)' },
	'visit:os_version': { label: 'OS version', plural: 'OS versions', group: 'devices', scope: 'visit', origin: 'derive', column: 'os_version', none: '(unknown)' },
	'visit:screen': { label: 'Screen size', plural: 'Screen sizes', group: 'devices', scope: 'visit', origin: 'derive', column: 'screen', none: '(unknown)' },
	'visit:user': { label: 'User', plural: 'Users', group: 'events', scope: 'visit', origin: 'visits', column: 'user_id', none: '(anonymous)' },
} as const satisfies Record<string, DimensionSpec>;

export type DimensionName = keyof typeof dimensions;
export const dimensionNames = Object.keys(dimensions) as DimensionName[];

type ColumnOf<Origin> = {
	[N in DimensionName]: (typeof dimensions)[N] extends { origin: Origin; column: infer C } ? C : never;
}[DimensionName];

/** Columns that `ingest/derive.ts` fills, one function each. */
export type DerivedColumn = ColumnOf<'derive'>;

type ScopedColumn<Scope> = {
	[N in DimensionName]: (typeof dimensions)[N] extends { origin: 'derive'; scope: Scope; column: infer C } ? C : never;
}[DimensionName];

/** Derived columns whose value an event takes from its visit (the visit's first event). */
export type VisitColumn = ScopedColumn<'visit'>;
/** Derived columns that differ from event to event. */
export type EventColumn = ScopedColumn<'event'>;

const derivedOf = (scope: 'event' | 'visit'): string[] => dimensionNames.filter((name) => dimensions[name].origin === 'derive' && dimensions[name].scope === scope).map((name) => dimensions[name].column);

export const visitColumns = derivedOf('visit') as VisitColumn[];
export const eventColumns = derivedOf('event') as EventColumn[];
export const derivedColumns: readonly DerivedColumn[] = [...eventColumns, ...visitColumns];

/** A custom property as a dimension: `event:props:plan`. */
export type PropDimension = `event:props:${string}`;
/** Anything that can be filtered by. */
export type FilterDimension = DimensionName | PropDimension;

export function isDimensionName(name: string): name is DimensionName {
	return Object.hasOwn(dimensions, name);
}

export function isPropDimension(name: string): name is PropDimension {
	return name.startsWith('event:props:') && name.length > 'event:props:'.length;
}
