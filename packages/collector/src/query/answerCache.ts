import type { QueryResult } from '@footfall/protocol';
import { LRUCache } from 'lru-cache';
import type { Range } from './ranges.ts';

/** What an answer depends on. */
export interface AnswerOf {
	/** The question, resolved. */
	readonly key: string;
	/** Site id. */
	readonly site: string;
	/** All time that it looks at. */
	readonly span: Range;
}

/** Keeps answers for as long as they are true: a closed month that the next page asks for again is not computed again. */
export interface AnswerCache {
	/** The answer that is kept, else the one computed now. */
	through(of: AnswerOf, compute: () => Promise<QueryResult>): Promise<QueryResult>;
	/** Something of a site that happened between `from` and `to` was committed. */
	touched(site: string, from: number, to: number): void;
}

const ANSWERS = 300;
/** Longer ones are for exports, and asked once. */
const ROWS = 500;

export function createAnswerCache(): AnswerCache {
	const answers = new LRUCache<string, AnswerOf & { readonly result: QueryResult }>({ max: ANSWERS });
	const inWork = new Set<{ readonly of: AnswerOf; touched: boolean }>();
	return {
		async through(of, compute) {
			const kept = answers.get(of.key);
			if (kept !== undefined) return kept.result;
			const work = { of, touched: false };
			inWork.add(work);
			try {
				const result = await compute();
				if (!work.touched && result.results.length <= ROWS) answers.set(of.key, { ...of, result });
				return result;
			} finally {
				inWork.delete(work);
			}
		},
		touched(site, from, to) {
			const meets = (of: AnswerOf): boolean => of.site === site && from < of.span.to && to >= of.span.from;
			for (const work of inWork) work.touched ||= meets(work.of);
			for (const [key, kept] of answers) if (meets(kept)) answers.delete(key);
		},
	};
}
