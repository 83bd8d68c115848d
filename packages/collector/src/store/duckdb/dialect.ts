import type { Dialect } from '../store.ts';

/** A key as a step of a JSON pointer (RFC 6901). */
const escaped = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1');

/** What DuckDB says in its own words. */
export const duckdbDialect: Dialect = {
	divide: (dividend, divisor) => `${dividend} // ${divisor}`,
	quantile: (value, share) => `quantile_cont(${value}, ${share})`,
	eachFrom: (from, to) => `unnest(range(${from}, ${to} + 1))`,
	contains: (text, part) => `contains(${text}, ${part})`,
	matches: (text, pattern) => `regexp_matches(${text}, ${pattern})`,
	firstBy: (value, by) => `arg_min(${value}, ${by})`,
	join: (value) => `string_agg(${value}, ',')`,
	propPath: (key) => `/${escaped(key)}`,
	// A JSON null and a missing key are NULL alike; numbers and flags are written as JSON writes them.
	prop: (json, path) => `coalesce(json_extract_string(${json}, ${path}), '')`,
};
