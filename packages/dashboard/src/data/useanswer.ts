import type { Query, QueryResult } from '@footfall/protocol';
import { useEffect, useRef } from 'preact/hooks';
import { useApp } from '../context.ts';
import type { Failure } from './api.ts';

/** A live answer, as a component shows it. */
export interface Shown {
	/** The answer; while a changed question is out, the last one to a question of the same shape. */
	readonly result: QueryResult | undefined;
	/** `result` belongs to the question before. */
	readonly stale: boolean;
	readonly failure: Failure | undefined;
	retry(): void;
}

/** Keeps the answer to a question on the page for as long as the component is; undefined asks nothing. */
export function useAnswer(query: Query | undefined): Shown {
	const { answers } = useApp();
	const key = query === undefined ? '' : JSON.stringify(query);
	const last = useRef<{ shape: string; result: QueryResult } | undefined>(undefined);
	useEffect(() => (query === undefined ? undefined : answers.hold(query)), [key, answers]);

	const answer = query === undefined ? undefined : answers.of(query).value;
	const shape = query === undefined ? '' : JSON.stringify([query.site_id, query.dimensions, query.metrics]);
	if (answer?.result !== undefined) last.current = { shape, result: answer.result };
	const kept = last.current?.shape === shape ? last.current.result : undefined;
	return {
		result: answer?.result ?? kept,
		stale: answer?.result === undefined && kept !== undefined,
		failure: answer?.failure,
		retry: () => query !== undefined && answers.retry(query),
	};
}
