import type { Filter, Goal } from '@footfall/protocol';
import { describe, expect, it } from 'vitest';
import { dimensionsIn, type FilterContext, filterSql } from './filters.ts';
import { createParams } from './params.ts';

const dialect = {
	rows: (table: string) => table,
	divide: (dividend: string, divisor: number) => `${dividend} / ${divisor}`,
	quantile: (value: string, share: number) => `quantile(${value}, ${share})`,
	firstBy: (value: string, by: string) => `first(${value}, ${by})`,
	quantiles: (value: string, shares: readonly number[]) => `quantiles(${value}, ${shares.join()})`,
	once: (name: string, sql: string) => `once(${name}, ${sql})`,
	eachFrom: (from: string, to: string) => `each(${from}, ${to})`,
	contains: (text: string, part: string) => `contains(${text}, ${part})`,
	matches: (text: string, pattern: string, sensitive: boolean) => `matches(${text}, ${pattern}, ${sensitive})`,
	startsWith: (text: string, part: string) => `startsWith(${text}, ${part})`,
	eachOf: (values: readonly string[]) => `each(${values.join(', ')})`,
	join: (value: string) => `join(${value})`,
	propPath: (key: string) => `/${key}`,
	props: (json: string, keys: readonly string[]) => `props(${json}, ${keys.join(' ')})`,
	number: (text: string) => `number(${text})`,
	prop: (json: string, path: string) => `prop(${json}, ${path})`,
};

const goals: Goal[] = [
	{ id: '1', name: 'Signup', kind: 'event', event: 'Signup', props: { plan: 'pro' } },
	{ id: '2', name: 'Read', kind: 'page', page: '/blog/**' },
];

function sql(...filters: Filter[]): [string, readonly unknown[]] {
	const { bind, values } = createParams();
	const context: FilterContext = {
		sqlOf: (column) => column.onEvents(bind, dialect),
		bind,
		dialect,
		terms: { goals, routes: [] },
		done: (filter) => `done by who did ${JSON.stringify(filter)}`,
	};
	return [filterSql(filters, context), values];
}

describe('filters become conditions', () => {
	it('with every value bound, equal ones once', () => {
		expect(sql(['is', 'visit:os', ['Linux', "x' OR '1'='1"]], ['is_not', 'visit:browser', ['Linux']])).toEqual([
			'(e.os IN ($1, $2)) AND NOT (e.browser IN ($1))',
			['Linux', "x' OR '1'='1"],
		]);
	});

	it('nested as they are written', () => {
		expect(
			sql([
				'or',
				[
					['is', 'visit:os', ['a']],
					[
						'not',
						[
							'and',
							[
								['is', 'visit:os', ['b']],
								['is', 'event:page', ['c']],
							],
						],
					],
				],
			])[0],
		).toBe('((e.os IN ($1)) OR NOT (((e.os IN ($2)) AND (e.pathname IN ($3)))))');
	});

	it('without regard to case where that is wished', () => {
		expect(sql(['contains', 'event:page', ['/Blog'], { case_sensitive: false }])).toEqual([
			'(contains(lower(e.pathname), lower($1)))',
			['/Blog'],
		]);
	});

	it('that know what the empty value is called', () => {
		expect(sql(['is', 'visit:channel', ['Direct', 'Email']])).toEqual(['(e.channel IN ($1, $2, $3))', ['Direct', 'Email', '']]);
		expect(sql(['is', 'visit:channel', ['DIRECT'], { case_sensitive: false }])[1]).toEqual(['DIRECT', '']);
		expect(sql(['contains', 'visit:source', ['direct'], { case_sensitive: false }])[0]).toBe(
			"(contains(lower(e.source), lower($1)) OR e.source = '')",
		);
		expect(sql(['is', 'visit:channel', ['']])).toEqual(['(e.channel IN ($1))', ['']]);
	});

	it('on codes where the names of countries are meant', () => {
		expect(sql(['contains', 'visit:country_name', ['United K']])).toEqual(['(e.country IN ($1))', ['GB']]);
		expect(sql(['is_not', 'visit:country_name', ['Nowhere']])[0]).toBe('NOT FALSE');
	});

	it('with the names of properties bound like values', () => {
		expect(sql(['is', "event:props:pl'an", ['pro']])).toEqual(['(prop(e.props, $1) IN ($2))', ["/pl'an", 'pro']]);
	});

	it('on what visitors did otherwise', () => {
		expect(sql(['has_not_done', ['is', 'visit:os', ['x']]])[0]).toBe('NOT (done by who did ["is","visit:os",["x"]])');
	});

	it('on regular expressions, in what is shown', () => {
		expect(sql(['matches_not', 'event:title', ['^a', 'b$'], { case_sensitive: false }])).toEqual([
			"NOT (matches(CASE WHEN e.title = '' THEN $1 ELSE e.title END, $2, false) OR matches(CASE WHEN e.title = '' THEN $1 ELSE e.title END, $3, false))",
			['(none)', '^a', 'b$'],
		]);
	});

	it('on goals, by the events that meet them', () => {
		expect(sql(['is', 'event:goal', ['Signup']])).toEqual(['((e.name = $3 AND prop(e.props, $1) = $2))', ['/plan', 'pro', 'Signup']]);
		expect(sql(['contains_not', 'event:goal', ['EAD'], { case_sensitive: false }])).toEqual([
			"NOT ((e.name = 'pageview' AND startsWith(e.pathname, $1)))",
			['/blog/'],
		]);
		expect(sql(['is', 'event:goal', ['(none)']])[0]).toMatch(/^\(NOT \(.* OR .*\)\)$/);
		expect(sql(['matches', 'event:goal', ['^S']])[0]).toContain('AND (matches($');
	});

	it('that are true when there are none', () => {
		expect(sql()).toEqual(['TRUE', []]);
	});

	it('whose dimensions are found at any depth', () => {
		expect(
			dimensionsIn([
				[
					'not',
					[
						'or',
						[
							['is', 'visit:os', ['a']],
							['is', 'event:props:plan', ['b']],
						],
					],
				],
				['is', 'event:page', ['/']],
			]),
		).toEqual(['visit:os', 'event:props:plan', 'event:page']);
	});
});
