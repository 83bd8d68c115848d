import type { MetricName, QueryDimension } from '@footfall/protocol';
import { columnOf, type Terms } from './columns.ts';
import { isTime, type Question } from './question.ts';

/** What rows are ordered by, one after the other. Where there is nothing, the row comes last. */
export interface Order {
	readonly by:
		| { readonly metric: MetricName }
		| {
				readonly dimension: QueryDimension;
				readonly index: number;
				/** The places of stored values whose names are shown, in the order of these; absent where values are shown as stored. */
				readonly ranks?: ReadonlyMap<string, number>;
		  };
	readonly direction: 'asc' | 'desc';
}

/** The question's own order; what is equal in it, in the order of its dimensions, so that pages neither overlap nor leave out. */
export function orderOf(question: Pick<Question, 'orderBy' | 'dimensions' | keyof Terms>): Order[] {
	const { orderBy, dimensions } = question;
	const byDimension = (dimension: QueryDimension, index: number): Order['by'] => {
		const ranks = ranksOf(dimension, question);
		return { dimension, index, ...(ranks === undefined ? {} : { ranks }) };
	};
	const asked = orderBy.map(([name, direction]): Order => {
		const index = dimensions.indexOf(name as QueryDimension);
		return { by: index < 0 ? { metric: name as MetricName } : byDimension(name as QueryDimension, index), direction };
	});
	const rest = dimensions.flatMap((dimension, index): Order[] =>
		orderBy.some(([name]) => name === dimension) ? [] : [{ by: byDimension(dimension, index), direction: 'asc' }],
	);
	return [...asked, ...rest];
}

function ranksOf(dimension: QueryDimension, terms: Terms): ReadonlyMap<string, number> | undefined {
	const names = isTime(dimension) ? undefined : columnOf(dimension, terms).names;
	if (names === undefined) return undefined;
	const sorted = [...names].sort(([, a], [, b]) => (a < b ? -1 : 1));
	return new Map(sorted.map(([code], index) => [code, index + 1]));
}

/** `ORDER BY` of an order. @param key SQL of a dimension @param metric SQL of a metric */
export function orderSql(order: readonly Order[], key: (index: number) => string, metric: (name: MetricName) => string): string {
	const terms = order.flatMap(({ by, direction }) => {
		const end = `${direction.toUpperCase()} NULLS LAST`;
		if ('metric' in by) return [`${metric(by.metric)} ${end}`];
		const [stored, { ranks }] = [key(by.index), by];
		if (ranks === undefined) return [`${stored} ${end}`];
		const whens = [...ranks].map(([code, rank]) => `WHEN '${code}' THEN ${rank}`).join(' ');
		// Codes without a name come first, in their own order.
		return [`CASE ${stored} ${whens} ELSE 0 END ${end}`, `${stored} ${end}`];
	});
	return terms.length === 0 ? '' : `ORDER BY ${terms.join(', ')}`;
}

/** A row that is to be put in order. */
export interface Ordered {
	/** Dimensions as stored, time as the number of its bucket. */
	readonly keys: readonly string[];
	/** Of each metric in the order, in its turn. */
	readonly values: readonly (number | null)[];
}

/** Puts rows in the same order as `orderSql`. */
export function comparing(order: readonly Order[]): (a: Ordered, b: Ordered) => number {
	let metrics = 0;
	const terms = order.map(({ by, direction }): ((a: Ordered, b: Ordered) => number) => {
		const sign = direction === 'asc' ? 1 : -1;
		if ('metric' in by) {
			const index = metrics++;
			return (a, b) => compareNumbers(a.values[index] ?? null, b.values[index] ?? null, sign);
		}
		const compare = comparingKeys(by.dimension, by.ranks);
		return (a, b) => sign * compare(a.keys[by.index] ?? '', b.keys[by.index] ?? '');
	});
	return (a, b) => {
		for (const compare of terms) {
			const difference = compare(a, b);
			if (difference !== 0) return difference;
		}
		return 0;
	};
}

/** The first rows of an order. A page of a long list is found in one pass, in which nearly all rows are behind its last. */
export function firstOf<Row>(rows: readonly Row[], count: number, compare: (a: Row, b: Row) => number): Row[] {
	if (count >= rows.length / 16) return [...rows].sort(compare).slice(0, count);
	const first: Row[] = [];
	for (const row of rows) {
		const last = first[count - 1];
		if (last !== undefined && compare(row, last) >= 0) continue;
		const place = first.findIndex((other) => compare(row, other) < 0);
		first.splice(place < 0 ? first.length : place, 0, row);
		if (first.length > count) first.pop();
	}
	return first;
}

function compareNumbers(a: number | null, b: number | null, sign: number): number {
	if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
	return sign * (a - b);
}

function comparingKeys(dimension: QueryDimension, ranks: ReadonlyMap<string, number> | undefined): (a: string, b: string) => number {
	if (isTime(dimension)) return (a, b) => Number(a) - Number(b);
	if (ranks === undefined) return compareText;
	return (a, b) => (ranks.get(a) ?? 0) - (ranks.get(b) ?? 0) || compareText(a, b);
}

/** Texts as engines order them: by code points, which is by the bytes of UTF-8. JavaScript would put an emoji before `ﬁ`. */
export function compareText(a: string, b: string): number {
	const length = Math.min(a.length, b.length);
	for (let at = 0; at < length; at++) {
		const [x, y] = [a.charCodeAt(at), b.charCodeAt(at)];
		if (x !== y) return placeOf(x) - placeOf(y);
	}
	return a.length - b.length;
}

/** Halves of pairs stand for code points behind all that need no pair. */
const placeOf = (unit: number): number => (unit < 0xd800 ? unit : unit < 0xe000 ? unit + 0x2000 : unit - 0x800);
