import type { Cell, StoreReader } from '../../store/store.ts';
import { compileTally } from '../compileTally.ts';
import type { Parts } from '../parts.ts';
import type { Question } from '../question.ts';
import { addImported, type Groups, readTally, rowsOf, tallied } from '../tally.ts';
import type { Instant } from '../zone.ts';
import type { ImportedDays } from './plan.ts';
import { MOST_GROUPS, type SumsAnswers, tooMany } from './sums.ts';

export interface MergeDeps {
	readonly store: Pick<StoreReader, 'query' | 'dialect'>;
	readonly parts: Pick<Parts, 'groups'>;
	readonly sums: Pick<SumsAnswers, 'groups'>;
}

/** Answers a question from own events and imported sums together: each is tallied, and the tallies are added up. */
export function createMerge({ store, parts, sums }: MergeDeps) {
	/** All groups of own events, in one statement. */
	async function whole(question: Question, signal: AbortSignal | undefined): Promise<Groups> {
		const aggregates = tallied(question.metrics) ?? [];
		const statement = compileTally({ question, aggregates, limit: MOST_GROUPS + 1 }, store.dialect);
		const rows = await store.query(statement, signal === undefined ? {} : { signal });
		if (rows.length > MOST_GROUPS) throw tooMany();
		return readTally(rows, question.dimensions.length, aggregates);
	}

	/** The cells that the question's own statement would give. @param cut Where own events may be taken in two parts. */
	return async (question: Question, days: ImportedDays, cut: Instant | undefined, signal?: AbortSignal): Promise<Cell[][]> => {
		const own = async (): Promise<Groups> =>
			(cut === undefined ? undefined : await parts.groups(question, cut, signal)) ?? (await whole(question, signal));
		const [mine, theirs] = await Promise.all([own(), sums.groups(question, days, tallied(question.metrics) ?? [], signal)]);
		return rowsOf(addImported(mine, theirs, days.own), question);
	};
}
