import { diffRows, FootfallError, type Query, type QueryResult, type ServerMessage } from '@footfall/protocol';

/** What a standing query needs of the engine. */
export interface LiveEngine {
	run(query: Query, options?: { signal?: AbortSignal }): Promise<QueryResult>;
	/** The same answer as `run`, when nothing before `touchedFrom` (ms) has changed since `previous`. */
	tail(query: Query, previous: QueryResult, touchedFrom: number, options?: { signal?: AbortSignal }): Promise<QueryResult>;
	/** First instant and first instant after the range as it is now, ISO 8601. */
	resolve(query: Query): { readonly date_range: readonly [string, string] };
}

/** A connection that follows a query, under the id that it gave it. */
export interface Follower {
	readonly id: string;
	send(message: ServerMessage): void;
}

export interface StandingQueryDeps {
	readonly engine: LiveEngine;
	readonly clock: () => number;
	/** What all standing queries together cost when each ran last, ms. */
	readonly totalCost: () => number;
	readonly schedule: (work: () => void, delay: number) => () => void;
}

/** A query that is asked again whenever its answer may have changed; all who ask the same share one. */
export interface StandingQuery {
	readonly site: string;
	/** Milliseconds that the last run took. */
	cost(): number;
	follow(follower: Follower, have?: number): () => void;
	followers(): number;
	/** Something between `from` and `to` (event time, ms) was committed. */
	touched(from: number, to: number): void;
	/** The clock has moved: does the range still mean the same? */
	clockMoved(): void;
	/** What the site has under the names of the question may be something else: all of it is asked again. */
	settingsChanged(): void;
	close(): void;
}

/** The shortest pause between two runs: a fifth of the second within which a click must be on the screen. */
const SHORTEST = 200;
/** A query may keep the engine busy for a fifth of the time … */
const OWN_SHARE = 4;
/** … and all of them together for two fifths. */
const COMMON_SHARE = 1.5;

function rangeOf(result: QueryResult): readonly (readonly [number, number])[] {
	const { date_range: range, comparison_date_range: comparison } = result.query;
	return [range, ...(comparison === undefined ? [] : [comparison])].map(([from, to]) => [Date.parse(from), Date.parse(to)] as const);
}

/** Buckets do not depend on each other, so after a change at an instant those before its bucket stand. */
function isByTime(query: Query): boolean {
	return (
		query.dimensions?.length === 1 &&
		query.dimensions[0]?.startsWith('time') === true &&
		query.include?.comparisons === undefined &&
		query.pagination === undefined
	);
}

export function createStandingQuery(query: Query, { engine, clock, totalCost, schedule }: StandingQueryDeps): StandingQuery {
	const current = new Set<Follower>();
	const waiting = new Set<Follower>();
	const closing = new AbortController();
	let result: QueryResult | undefined;
	let dirty = true;
	let touchedFrom: number | undefined;
	let running = false;
	let cancelTimer: (() => void) | undefined;
	let cost = 0;
	let endedAt = Number.NEGATIVE_INFINITY;

	const ask = async (): Promise<QueryResult> => {
		const [previous, from] = [result, touchedFrom];
		dirty = false;
		touchedFrom = undefined;
		const options = { signal: closing.signal };
		return previous !== undefined && from !== undefined && isByTime(query)
			? await engine.tail(query, previous, from, options)
			: await engine.run(query, options);
	};

	/** What to tell those who hold `before`; undefined when they need not know. */
	const newsOf = (id: string, before: QueryResult, next: QueryResult): ServerMessage | undefined => {
		// New buckets change what the old ones mean.
		if (JSON.stringify(before.meta.time_labels) !== JSON.stringify(next.meta.time_labels)) return { type: 'result', id, result: next };
		const patch = diffRows(before.results, next.results);
		if (patch === null && before.meta.total_rows === next.meta.total_rows) return undefined;
		return { type: 'delta', id, ...(patch ?? { changes: [], length: next.results.length }), meta: next.meta, query: next.query };
	};

	const publish = (next: QueryResult): void => {
		const before = result;
		result = next;
		for (const follower of current) {
			const news = before === undefined ? undefined : newsOf(follower.id, before, next);
			if (news !== undefined) follower.send(news);
		}
		for (const follower of waiting) {
			follower.send({ type: 'result', id: follower.id, result: next });
			current.add(follower);
		}
		waiting.clear();
	};

	const fail = (error: unknown): void => {
		const known = error instanceof FootfallError ? error : new FootfallError('internal');
		const { code, message, at } = known.toBody().error;
		for (const follower of [...current, ...waiting])
			follower.send({ type: 'error', id: follower.id, code, message, ...(at === undefined ? {} : { at }) });
	};

	const run = async (): Promise<void> => {
		running = true;
		const began = clock();
		try {
			const next = await ask();
			if (!closing.signal.aborted) publish(next);
		} catch (error) {
			result = undefined;
			for (const follower of current) waiting.add(follower);
			current.clear();
			if (!closing.signal.aborted) fail(error);
		}
		endedAt = clock();
		cost = endedAt - began;
		running = false;
		if (dirty) plan();
	};

	const plan = (): void => {
		if (running || cancelTimer !== undefined || closing.signal.aborted) return;
		const pause = Math.max(SHORTEST, OWN_SHARE * cost, COMMON_SHARE * totalCost());
		cancelTimer = schedule(
			() => {
				cancelTimer = undefined;
				void run();
			},
			Math.max(0, endedAt + pause - clock()),
		);
	};

	const soil = (): void => {
		dirty = true;
		if (current.size + waiting.size > 0) plan();
	};

	return {
		site: query.site_id,
		cost: () => cost,
		followers: () => current.size + waiting.size,
		follow(follower, have) {
			if (result !== undefined && !dirty) {
				current.add(follower);
				const same = have !== undefined && have === result.meta.data_version;
				follower.send(same ? { type: 'unchanged', id: follower.id, data_version: have } : { type: 'result', id: follower.id, result });
			} else {
				waiting.add(follower);
				plan();
			}
			return () => {
				current.delete(follower);
				waiting.delete(follower);
			};
		},
		touched(from, to) {
			const concerned = result === undefined || rangeOf(result).some(([first, end]) => from < end && to >= first);
			if (!concerned) return;
			touchedFrom = dirty && touchedFrom === undefined ? undefined : Math.min(from, touchedFrom ?? from);
			soil();
		},
		settingsChanged() {
			touchedFrom = undefined;
			soil();
		},
		clockMoved() {
			if (result === undefined) return;
			const { date_range: now } = engine.resolve(query);
			if (Date.parse(now[0]) === Date.parse(result.query.date_range[0]) && Date.parse(now[1]) === Date.parse(result.query.date_range[1]))
				return;
			touchedFrom = undefined;
			soil();
		},
		close() {
			closing.abort();
			cancelTimer?.();
		},
	};
}
