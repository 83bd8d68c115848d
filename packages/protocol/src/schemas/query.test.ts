import { describe, expect, it } from 'vitest';
import { queryLimits } from './limits.ts';
import { parseQuery } from './query.ts';

const base = { site_id: 'example.com', metrics: ['visitors'], date_range: '7d' };
const nested = (depth: number): unknown => (depth === 0 ? ['is', 'visit:country', ['DE']] : ['not', nested(depth - 1)]);

describe('a query', () => {
	it('is taken as the Stats API writes it', () => {
		const query = {
			site_id: 'example.com',
			metrics: ['visitors', 'pageviews', 'bounce_rate'],
			date_range: '7d',
			dimensions: ['time:day', 'visit:source'],
			filters: [
				[
					'and',
					[
						['is', 'visit:country', ['DE']],
						['contains', 'event:page', ['/blog'], { case_sensitive: false }],
						['not', ['is_not', 'event:props:plan', ['pro']]],
					],
				],
			],
			order_by: [
				['visitors', 'desc'],
				['visit:source', 'asc'],
			],
			include: {
				time_labels: true,
				total_rows: true,
				comparisons: { mode: 'custom', date_range: ['2026-01-01', '2026-01-07'] },
				bots: false,
			},
			pagination: { limit: 100, offset: 0 },
		};
		expect(parseQuery(query)).toEqual(query);
	});

	it('reads the same whatever the order of its keys', () => {
		const [one, other] = [
			{ ...base, include: { bots: true, total_rows: true }, dimensions: ['visit:os'] },
			{
				dimensions: ['visit:os'],
				include: { total_rows: true, bots: true },
				date_range: '7d',
				metrics: ['visitors'],
				site_id: 'example.com',
			},
		].map((query) => JSON.stringify(parseQuery(query)));
		expect(one).toBe(other);
	});

	it('may hold segments, behaviours and patterns, and numbers for ids', () => {
		const filters = [
			['is', 'segment', [7, 'abc']],
			[
				'has_not_done',
				[
					'and',
					[
						['is', 'event:goal', ['Signup']],
						['is', 'segment', ['abc']],
					],
				],
			],
			['matches_not', 'event:page', ['^/blog'], { case_sensitive: false }],
		];
		expect(parseQuery({ ...base, filters }).filters).toEqual([['is', 'segment', ['7', 'abc']], ...filters.slice(1)]);
	});

	it('may leave half of its pagination out', () => {
		expect(parseQuery({ ...base, pagination: { offset: 5 } }).pagination).toEqual({ limit: queryLimits.rows, offset: 5 });
	});

	it.each<[string, unknown, string, string]>([
		['nothing', null, 'invalid_query', ''],
		['a list', [], 'invalid_query', ''],
		['an undocumented key', { ...base, metric: ['visitors'] }, 'invalid_query', 'metric'],
		['__proto__ as a key', JSON.parse('{"__proto__": 1}'), 'invalid_query', '__proto__'],
		['no site', { ...base, site_id: undefined }, 'invalid_query', 'site_id'],
		['no metric', { ...base, metrics: [] }, 'invalid_query', 'metrics'],
		['metrics that are no list', { ...base, metrics: 'visitors' }, 'invalid_query', 'metrics'],
		['an unknown metric', { ...base, metrics: ['visitors', 'visits', 'speed'] }, 'unknown_metric', 'metrics[2]'],
		['a metric from a prototype', { ...base, metrics: ['toString'] }, 'unknown_metric', 'metrics[0]'],
		['a metric twice', { ...base, metrics: ['visits', 'visits'] }, 'invalid_query', 'metrics[1]'],
		['an unknown range', { ...base, date_range: '8d' }, 'invalid_range', 'date_range'],
		['half a range', { ...base, date_range: ['2026-01-01'] }, 'invalid_range', 'date_range'],
		['an unknown dimension', { ...base, dimensions: ['visit:source', 'visit:shoe'] }, 'unknown_dimension', 'dimensions[1]'],
		['a property without a name', { ...base, dimensions: ['event:props:'] }, 'unknown_dimension', 'dimensions[0]'],
		['two time dimensions', { ...base, dimensions: ['time:day', 'visit:os', 'time:hour'] }, 'invalid_query', 'dimensions[2]'],
		[
			'too many dimensions',
			{ ...base, dimensions: ['visit:os', 'visit:device', 'visit:browser', 'visit:country', 'visit:city'] },
			'invalid_query',
			'dimensions',
		],
		['a filter that is no list', { ...base, filters: ['is'] }, 'invalid_filter', 'filters[0]'],
		['filters that are no list', { ...base, filters: {} }, 'invalid_filter', 'filters'],
		['an unknown operator', { ...base, filters: [['like', 'visit:os', ['x']]] }, 'unknown_operator', 'filters[0][0]'],
		['an operator from a prototype', { ...base, filters: [['constructor', 'visit:os', ['x']]] }, 'unknown_operator', 'filters[0][0]'],
		['a filter by time', { ...base, filters: [['is', 'time:day', ['2026-01-01']]] }, 'unknown_dimension', 'filters[0][1]'],
		[
			'a place inside',
			{
				...base,
				filters: [
					[
						'and',
						[
							['is', 'visit:os', ['x']],
							['or', [['is', 'visit:shoe', ['x']]]],
						],
					],
				],
			},
			'unknown_dimension',
			'filters[0][1][1][1][0][1]',
		],
		['a filter without values', { ...base, filters: [['is', 'visit:os', []]] }, 'invalid_filter', 'filters[0][2]'],
		['a value that is no text', { ...base, filters: [['is', 'visit:os', ['a', true]]] }, 'invalid_filter', 'filters[0][2][1]'],
		['an unknown option', { ...base, filters: [['is', 'visit:os', ['a'], { fuzzy: true }]] }, 'invalid_query', 'filters[0][3].fuzzy'],
		[
			'an option that is no flag',
			{ ...base, filters: [['is', 'visit:os', ['a'], { case_sensitive: 1 }]] },
			'invalid_filter',
			'filters[0][3].case_sensitive',
		],
		['and without anything', { ...base, filters: [['and', []]] }, 'invalid_filter', 'filters[0][1]'],
		['not of two', { ...base, filters: [['not', ['is', 'visit:os', ['a']], ['is', 'visit:os', ['b']]]] }, 'invalid_filter', 'filters[0]'],
		[
			'filters too deep',
			{ ...base, filters: [nested(queryLimits.filterDepth)] },
			'invalid_filter',
			`filters[0]${'[1]'.repeat(queryLimits.filterDepth)}`,
		],
		['filters fifty deep', { ...base, filters: [nested(50)] }, 'invalid_filter', `filters[0]${'[1]'.repeat(queryLimits.filterDepth)}`],
		[
			'a pattern without end',
			{ ...base, filters: [['matches', 'visit:os', ['a', 'x'.repeat(queryLimits.patternLength + 1)]]] },
			'invalid_pattern',
			'filters[0][2][1]',
		],
		['a segment that is not is', { ...base, filters: [['is_not', 'segment', ['x']]] }, 'unknown_operator', 'filters[0][0]'],
		['a segment with options', { ...base, filters: [['is', 'segment', ['x'], {}]] }, 'invalid_filter', 'filters[0]'],
		['a behaviour of two', { ...base, filters: [['has_done', ['is', 'visit:os', ['a']], 1]] }, 'invalid_filter', 'filters[0]'],
		[
			'a behaviour within one',
			{ ...base, filters: [['has_done', ['not', ['has_not_done', ['is', 'visit:os', ['a']]]]]] },
			'invalid_filter',
			'filters[0][1][1][0]',
		],
		['imports that are no flag', { ...base, include: { imports: 1 } }, 'invalid_query', 'include.imports'],
		['an order by what is not asked', { ...base, order_by: [['visits', 'asc']] }, 'invalid_query', 'order_by[0][0]'],
		['an order without a direction', { ...base, order_by: [['visitors', 'up']] }, 'invalid_query', 'order_by[0][1]'],
		['time labels without time', { ...base, include: { time_labels: true } }, 'invalid_query', 'include.time_labels'],
		['an unknown comparison', { ...base, include: { comparisons: { mode: 'last_week' } } }, 'invalid_query', 'include.comparisons.mode'],
		[
			'a custom comparison without its days',
			{ ...base, include: { comparisons: { mode: 'custom' } } },
			'invalid_query',
			'include.comparisons.date_range',
		],
		['too many rows', { ...base, pagination: { limit: 10_001, offset: 0 } }, 'invalid_query', 'pagination.limit'],
		['half a row', { ...base, pagination: { limit: 1.5, offset: 0 } }, 'invalid_query', 'pagination.limit'],
		['a negative offset', { ...base, pagination: { limit: 1, offset: -1 } }, 'invalid_query', 'pagination.offset'],
	])('is refused with code and place: %s', (_, query, code, at) => {
		expect(() => parseQuery(query)).toThrow(expect.objectContaining({ name: 'FootfallError', code, at }));
	});

	it('is refused with more filters than anybody would write', () => {
		const many = Array.from({ length: 60 }, () => ['is', 'visit:os', ['x']]);
		expect(() =>
			parseQuery({
				...base,
				filters: [
					['or', many],
					['or', many],
				],
			}),
		).toThrow(expect.objectContaining({ code: 'invalid_filter' }));
	});
});
