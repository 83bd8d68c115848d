import type { Filter } from '@footfall/protocol';
import { describe, expect, it } from 'vitest';
import { dimensionsIn, filterSql } from './filters.ts';
import { createParams } from './params.ts';

const dialect = {
	divide: (dividend: string, divisor: number) => `${dividend} / ${divisor}`,
	quantile: (value: string, share: number) => `quantile(${value}, ${share})`,
	matches: (text: string, pattern: string) => `matches(${text}, ${pattern})`,
	firstBy: (value: string, by: string) => `first(${value}, ${by})`,
	eachFrom: (from: string, to: string) => `each(${from}, ${to})`,
	contains: (text: string, part: string) => `contains(${text}, ${part})`,
	join: (value: string) => `join(${value})`,
	propPath: (key: string) => `/${key}`,
	prop: (json: string, path: string) => `prop(${json}, ${path})`,
};

function sql(...filters: Filter[]): [string, readonly unknown[]] {
	const { bind, values } = createParams();
	return [filterSql(filters, { sqlOf: (column) => column.onEvents(bind, dialect), bind, dialect }), values];
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
		expect(sql(['is', 'visit:channel', ['']])[0]).toBe('FALSE');
	});

	it('on codes where the names of countries are meant', () => {
		expect(sql(['contains', 'visit:country_name', ['United K']])).toEqual(['(e.country IN ($1))', ['GB']]);
		expect(sql(['is_not', 'visit:country_name', ['Nowhere']])[0]).toBe('NOT FALSE');
	});

	it('with the names of properties bound like values', () => {
		expect(sql(['is', "event:props:pl'an", ['pro']])).toEqual(['(prop(e.props, $1) IN ($2))', ["/pl'an", 'pro']]);
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
