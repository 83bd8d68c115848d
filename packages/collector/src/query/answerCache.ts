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
export interface AnswerCache<Answer extends object> {
	/** The answer that is kept, else the one computed now. */
	through(of: AnswerOf, compute: () => Promise<Answer>): Promise<Answer>;
	/** The same, and who asks while it is computed waits for it too: for what nobody cancels. */
	shared(of: AnswerOf, compute: () => Promise<Answer>): Promise<Answer>;
	/** Whether an answer is still kept: not forgotten, and nothing of it was touched while it was computed or since. */
	holds(of: AnswerOf, answer: Answer): boolean;
	/** Something of a site that happened between `from` and `to` was committed. */
	touched(site: string, from: number, to: number): void;
}

export interface AnswerCacheOptions<Answer> {
	/** Whether an answer is worth its memory; default: all are. */
	readonly isKept?: (answer: Answer) => boolean;
	/** A whole number of at least 1; default 1. */
	readonly weightOf?: (answer: Answer) => number;
}

/** @param max Answers kept, by their weights. */
export function createAnswerCache<Answer extends object>(
	max: number,
	{ isKept = () => true, weightOf = () => 1 }: AnswerCacheOptions<Answer> = {},
): AnswerCache<Answer> {
	const answers = new LRUCache<string, AnswerOf & { readonly answer: Answer }>({
		maxSize: max,
		sizeCalculation: ({ answer }) => weightOf(answer),
	});
	const inWork = new Set<{ readonly of: AnswerOf; touched: boolean; promise?: Promise<Answer> }>();

	const through = async (of: AnswerOf, compute: () => Promise<Answer>): Promise<Answer> => {
		const kept = answers.get(of.key);
		if (kept !== undefined) return kept.answer;
		const work: { of: AnswerOf; touched: boolean } = { of, touched: false };
		inWork.add(work);
		try {
			const answer = await compute();
			if (!work.touched && isKept(answer)) answers.set(of.key, { ...of, answer });
			return answer;
		} finally {
			inWork.delete(work);
		}
	};

	return {
		through,
		shared(of, compute) {
			for (const { of: other, touched, promise } of inWork) if (promise !== undefined && !touched && other.key === of.key) return promise;
			const work = { of, touched: false, promise: through(of, compute) };
			inWork.add(work);
			const done = (): boolean => inWork.delete(work);
			work.promise.then(done, done);
			return work.promise;
		},
		holds: (of, answer) => answers.peek(of.key)?.answer === answer,
		touched(site, from, to) {
			const meets = (of: AnswerOf): boolean => of.site === site && from < of.span.to && to >= of.span.from;
			for (const work of inWork) work.touched ||= meets(work.of);
			for (const [key, kept] of answers) if (meets(kept)) answers.delete(key);
		},
	};
}
