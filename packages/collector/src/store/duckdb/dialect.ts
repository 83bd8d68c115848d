import type { Dialect } from '../store.ts';
import { rowsWith } from './groups.ts';

/** A key as a step of a JSON pointer (RFC 6901). */
const escaped = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1');

/** What DuckDB says in its own words. */
export const duckdbDialect: Dialect = {
	rows: rowsWith,
	// Of itself DuckDB puts most subqueries wherever their names stand.
	once: (name, sql) => `${name} AS MATERIALIZED (${sql})`,
	divide: (dividend, divisor) => `${dividend} // ${divisor}`,
	quantile: (value, share) => `quantile_cont(${value}, ${share})`,
	quantiles: (value, shares) => `quantile_cont(${value}, [${shares.join(', ')}])`,
	eachFrom: (from, to) => `unnest(range(${from}, ${to} + 1))`,
	contains: (text, part) => `contains(${text}, ${part})`,
	firstBy: (value, by) => `arg_min(${value}, ${by})`,
	matches: (text, pattern, sensitive) => `regexp_matches(${text}, ${pattern}${sensitive ? '' : ", 'i'"})`,
	startsWith: (text, part) => `starts_with(${text}, ${part})`,
	eachOf: (values) => `unnest(list_filter([${values.join(', ')}], lambda one: one IS NOT NULL))`,
	join: (value) => `string_agg(${value}, ',')`,
	propPath: (key) => `/${escaped(key)}`,
	// A JSON null and a missing key are NULL alike; numbers and flags are written as JSON writes them.
	prop: (json, path) => `coalesce(json_extract_string(${json}, ${path}), '')`,
	// Several paths are read in one go only where they are written out.
	props: (json, keys) => `json_extract_string(${json}, [${keys.map((key) => `'/${escaped(key).replaceAll("'", "''")}'`).join(', ')}])`,
	number: (text) => `TRY_CAST(${text} AS DOUBLE)`,
};
