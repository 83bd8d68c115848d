import type { QueryResult } from '@footfall/protocol';
import { LRUCache } from 'lru-cache';
import type { Range } from './ranges.ts';

/** Answers that are still true: a closed month asked again by the next page is not computed again. */
export interface AnswerCache {
	get(key: string): QueryResult | undefined;
	/** Called before an answer is computed; what it returns keeps it, unless its span of the site has been touched meanwhile. */
	watch(site: string, span: Range): (key: string, result: QueryResult) => void;
	/** Something that happened between `from` and `to` was committed. */
	touched(site: string, from: number, to: number): void;
}

const ANSWERS = 300;
/** Longer ones are for exports, and asked once. */
const ROWS = 500;

interface Kept {
	readonly site: string;
	readonly span: Range;
	readonly result: QueryResult;
}

export function createAnswerCache(): AnswerCache {
	const answers = new LRUCache<string, Kept>({ max: ANSWERS });
	const computing = new Set<{ readonly site: string; readonly span: Range; touched: boolean }>();
	const meets = (kept: { site: string; span: Range }, site: string, from: number, to: number): boolean => kept.site === site && from < kept.span.to && to >= kept.span.from;
	return {
		get: (key) => answers.get(key)?.result,
		watch(site, span) {
			const work = { site, span, touched: false };
			computing.add(work);
			return (key, result) => {
				computing.delete(work);
				if (!work.touched && result.results.length <= ROWS) answers.set(key, { site, span, result });
			};
		},
		touched(site, from, to) {
			for (const work of computing) work.touched ||= meets(work, site, from, to);
			for (const [key, kept] of answers) if (meets(kept, site, from, to)) answers.delete(key);
		},
	};
}
