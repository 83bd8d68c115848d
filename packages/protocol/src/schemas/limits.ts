/** What a query may hold at most. */
export const queryLimits = {
	metrics: 20,
	dimensions: 4,
	/** Filters within filters. */
	filterDepth: 8,
	/** JSON that holds a query, or a message with one: each filter within a filter is two deeper. */
	jsonDepth: 20,
	/** Filters in all, `and`, `or` and `not` included. */
	filters: 100,
	/** Values of one filter, and characters of one value. */
	values: 200,
	valueLength: 2000,
	/** Characters of one regular expression. */
	patternLength: 500,
	rows: 10_000,
	propKeyLength: 300,
} as const;
