import {
	type DateRange,
	dimensionNames,
	type Filter,
	type FilterDimension,
	type FilterOperator,
	filterOperators,
	type Interval,
	type MetricName,
	metricNames,
	type OrderBy,
	type Query,
	type QueryDimension,
	type QueryInclude,
} from '@footfall/protocol';
import fc from 'fast-check';
import { type HandSettings, tellsConversions } from './goalsByHand.ts';
import { addDays, localDate } from './localTime.ts';
import { type TestSite, testSites, vocabulary } from './traffic.ts';

/** A question that the engine is asked, and the site that it is about. */
export interface Asked {
	readonly at: TestSite;
	readonly query: Query;
}

const places: readonly FilterDimension[] = [...dimensionNames, 'event:props:plan', 'event:props:a/b~c', 'event:props:nobody'];
/** Those that have values get most of the questions. */
const usual: readonly FilterDimension[] = [
	'event:page',
	'event:page',
	'event:name',
	'event:title',
	'visit:source',
	'visit:browser',
	'visit:entry_page',
	'visit:exit_page',
	'visit:user',
	'visit:country_name',
	'event:props:plan',
	'event:route',
	'event:goal',
	'event:goal',
];

/** What each of the sites has. */
export const handSettings: HandSettings = {
	goals: [
		{ id: 'g1', name: 'Signup', kind: 'event', event: 'Signup' },
		{ id: 'g2', name: 'Signup pro', kind: 'event', event: 'Signup', props: { plan: 'pro' } },
		{ id: 'g3', name: 'Blog', kind: 'page', page: '/blog/*' },
		{ id: 'g4', name: "It's any page", kind: 'page', page: '/**' },
		{ id: 'g5', name: 'Purchase', kind: 'event', event: 'Purchase', currency: 'EUR' },
		{ id: 'g6', name: 'Scroll 60% on /**', kind: 'scroll', page: '/**', depth: 60 },
		{ id: 'g7', name: 'Odd', kind: 'event', event: 'click', props: { 'a/b~c': 2.5 } },
		{ id: 'g8', name: 'Visit /100%_*', kind: 'page', page: '/100%_*' },
		{ id: 'g9', name: 'Never', kind: 'page', page: '/nowhere' },
	],
	segments: [
		{ id: 's1', name: 'Germans', filters: [['is', 'visit:country', ['DE']]] },
		{
			id: 's2',
			name: 'Signed up elsewhere',
			filters: [
				['is', 'event:goal', ['Signup']],
				['is_not', 'visit:browser', ['Chrome']],
			],
		},
		{ id: 's3', name: 'Buyers', filters: [['has_done', ['is', 'event:goal', ['Purchase']]]] },
	],
	routes: [{ template: '/blog/:post' }, { template: '/:page' }],
};
const goalNames = [...handSettings.goals.map(({ name }) => name), '(none)'];

const dimension = fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...usual) }, { weight: 1, arbitrary: fc.constantFrom(...places) });

const value = fc.oneof(
	{ weight: 6, arbitrary: fc.constantFrom(...Object.values(vocabulary).flat()) },
	{
		weight: 1,
		arbitrary: fc.constantFrom(
			'(none)',
			'Direct / None',
			'Germany',
			'United Kingdom',
			'(anonymous)',
			'2.5',
			'true',
			'%',
			'_',
			"' OR 1=1 --",
		),
	},
	{ weight: 2, arbitrary: fc.constantFrom('pageview', 'click', 'Signup', 'Purchase', 'page_unload') },
	{ weight: 2, arbitrary: fc.constantFrom('o', 'blog', 'DE', 'un', 'e', 'ü', 'none') },
);
const valuesFor = fc.array(value, { minLength: 1, maxLength: 3 });
/** Regular expressions that JavaScript and RE2 read alike. */
const pattern = fc.constantFrom(
	'^/blog',
	'o{2}',
	'[A-Z]',
	'^\\(none\\)$',
	'e|ü',
	'.',
	'Sign(up)?$',
	'^$',
	'[^/]+/[ab]',
	'many$',
	'^Über',
	'%',
);
const comparing = fc
	.record({
		operator: fc.constantFrom(...(Object.keys(filterOperators) as FilterOperator[])),
		name: dimension,
		values: valuesFor,
		goals: fc.uniqueArray(fc.constantFrom(...goalNames), { minLength: 1, maxLength: 3 }),
		patterns: fc.array(pattern, { minLength: 1, maxLength: 2 }),
		sensitive: fc.constantFrom(undefined, undefined, true, false),
	})
	.map(({ operator, name, values, goals, patterns, sensitive }): Filter => {
		const isPattern = operator === 'matches' || operator === 'matches_not';
		const wanted = isPattern ? patterns : name === 'event:goal' ? goals : values;
		return sensitive === undefined ? [operator, name, wanted] : [operator, name, wanted, { case_sensitive: sensitive }];
	});
/** The goal by itself, as the page asks for conversions. */
const converting = fc
	.uniqueArray(fc.constantFrom(...goalNames.slice(0, -1)), { minLength: 1, maxLength: 2 })
	.map((names): Filter => ['is', 'event:goal', names]);
const segments = (...ids: string[]) =>
	fc.uniqueArray(fc.constantFrom(...ids), { minLength: 1, maxLength: 2 }).map((some): Filter => ['is', 'segment', some]);

const { filter } = fc.letrec<{ plain: Filter; filter: Filter }>((tie) => {
	const combining = (inner: fc.Arbitrary<Filter>): fc.WeightedArbitrary<Filter>[] => [
		{ weight: 1, arbitrary: fc.tuple(fc.constantFrom('and' as const, 'or' as const), fc.array(inner, { minLength: 1, maxLength: 3 })) },
		{ weight: 1, arbitrary: fc.tuple(fc.constant('not' as const), inner) },
	];
	return {
		plain: fc.oneof(
			{ maxDepth: 2 },
			{ weight: 6, arbitrary: comparing },
			{ weight: 1, arbitrary: segments('s1', 's2') },
			...combining(tie('plain')),
		),
		filter: fc.oneof(
			{ maxDepth: 2, withCrossShrink: true },
			{ weight: 6, arbitrary: comparing },
			{ weight: 2, arbitrary: converting },
			{ weight: 1, arbitrary: segments('s1', 's2', 's3') },
			{ weight: 2, arbitrary: fc.tuple(fc.constantFrom('has_done' as const, 'has_not_done' as const), tie('plain')) },
			...combining(tie('filter')),
		),
	};
});
export const filters: fc.Arbitrary<Filter[]> = fc.oneof(
	{ weight: 2, arbitrary: fc.constant<Filter[]>([]) },
	{ weight: 3, arbitrary: fc.array(filter, { minLength: 1, maxLength: 2 }) },
);

/** Ranges, each with the intervals that do not cut it into too many. */
function rangesOf({ zone, now, oddDay }: TestSite): fc.Arbitrary<[DateRange, readonly Interval[]]> {
	const short: readonly Interval[] = ['minute', 'hour', 'day'];
	const weeks: readonly Interval[] = ['hour', 'day', 'week', 'month'];
	const long: readonly Interval[] = ['day', 'week', 'month'];
	const today = localDate(zone, Date.parse(now));
	const days = fc
		.tuple(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 9 }))
		.map(([back, length]): [DateRange, readonly Interval[]] => {
			const from = addDays(today, -back);
			return [[from, addDays(from, length)], weeks];
		});
	const instants = fc
		.tuple(fc.integer({ min: -600, max: 1500 }), fc.integer({ min: 3, max: 1900 }))
		.map(([minute, length]): [DateRange, readonly Interval[]] => {
			const from = Math.min(Date.parse(oddDay) + minute * 60_000 + 17_000, Date.parse(now));
			return [[new Date(from).toISOString(), new Date(from + length * 60_000).toISOString()], short];
		});
	return fc.oneof(
		{ weight: 2, arbitrary: days },
		{ weight: 1, arbitrary: instants },
		{ weight: 1, arbitrary: fc.constant<[DateRange, readonly Interval[]]>([[oddDay, oddDay], short]) },
		{
			weight: 2,
			arbitrary: fc
				.constantFrom<DateRange>('day', 'yesterday', 'realtime', '24h')
				.map((range): [DateRange, readonly Interval[]] => [range, short]),
		},
		{
			weight: 1,
			arbitrary: fc
				.constantFrom<DateRange>('7d', '28d', '30d', 'month', 'last_month')
				.map((range): [DateRange, readonly Interval[]] => [range, weeks]),
		},
		{
			weight: 1,
			arbitrary: fc
				.constantFrom<DateRange>('91d', '6mo', '12mo', 'year', 'all')
				.map((range): [DateRange, readonly Interval[]] => [range, long]),
		},
	);
}

function includeOf(range: DateRange, interval: Interval | null): fc.Arbitrary<QueryInclude> {
	const { oddDay } = testSites[0] as TestSite;
	const comparisons: QueryInclude['comparisons'][] = [
		{ mode: 'previous_period' },
		{ mode: 'previous_period' },
		{ mode: 'year_over_year' },
		{ mode: 'custom', date_range: [addDays(oddDay, interval === 'minute' ? 0 : -20), oddDay] },
	];
	const without: QueryInclude['comparisons'][] = [undefined, undefined, undefined, undefined, undefined];
	return fc
		.record({
			compared: fc.constantFrom(...without, ...(range === 'all' ? [] : comparisons)),
			bots: fc.constantFrom(undefined, undefined, undefined, true),
			labels: fc.boolean(),
			total: fc.boolean(),
		})
		.map(({ compared, bots, labels, total }) => ({
			...(compared === undefined ? {} : { comparisons: compared }),
			...(bots === undefined ? {} : { bots }),
			...(labels && interval !== null ? { time_labels: true } : {}),
			...(total ? { total_rows: true } : {}),
		}));
}

const conversions: readonly MetricName[] = ['conversion_rate', 'group_conversion_rate'];

/** Those of some metrics that a question may have; conversions where it tells any. */
export function askable(metrics: readonly MetricName[], converts = false): MetricName[] {
	const kept = metrics.filter((name) => converts || !conversions.includes(name));
	return kept.length === 0 ? ['visits'] : kept;
}

/** Any question about any of the sites. */
export const asked: fc.Arbitrary<Asked> = fc.constantFrom(...testSites).chain((at) =>
	rangesOf(at).chain(([range, intervals]) =>
		fc
			.record({
				metrics: fc.uniqueArray(
					fc.oneof(
						fc.constantFrom(...metricNames),
						fc.constantFrom('visitors' as const, 'visits' as const, 'bounce_rate' as const, ...conversions),
					),
					{ minLength: 1, maxLength: 6 },
				),
				names: fc.uniqueArray(dimension, { maxLength: 2 }),
				interval: fc.option(fc.constantFrom(...intervals)),
				timeFirst: fc.boolean(),
				filters,
			})
			.chain(({ metrics: wanted, names, interval, timeFirst, filters: chosen }) => {
				const time: QueryDimension[] = interval === null ? [] : [`time:${interval}`];
				const dimensions = timeFirst ? [...time, ...names] : [...names, ...time];
				const metrics = askable(wanted, tellsConversions({ filters: chosen, dimensions }, handSettings));
				const order = fc.uniqueArray(
					fc.tuple(fc.constantFrom(...metrics, ...dimensions), fc.constantFrom('asc' as const, 'desc' as const)),
					{
						minLength: 1,
						maxLength: 2,
						selector: ([key]) => key,
					},
				) as fc.Arbitrary<OrderBy[]>;
				const page = fc.record({ limit: fc.integer({ min: 1, max: 8 }), offset: fc.integer({ min: 0, max: 5 }) });
				return fc
					.record({
						include: includeOf(range, interval),
						order: fc.option(order, { nil: undefined, freq: 2 }),
						pagination: interval === null ? fc.option(page, { nil: undefined, freq: 2 }) : fc.constant(undefined),
					})
					.map(({ include, order: orderBy, pagination }) => ({
						at,
						query: {
							site_id: at.site,
							metrics,
							date_range: range,
							...(dimensions.length === 0 ? {} : { dimensions }),
							...(chosen.length === 0 ? {} : { filters: chosen }),
							...(orderBy === undefined ? {} : { order_by: orderBy }),
							include,
							...(pagination === undefined ? {} : { pagination }),
						},
					}));
			}),
	),
);
