import type { Cell, StoreReader } from '../store/store.ts';
import { createAnswerCache } from './answerCache.ts';
import { compileTally } from './compileTally.ts';
import type { Question } from './question.ts';
import type { Side } from './sides.ts';
import { addTallies, type Groups, readTally, rowsOf, type Tally, tallied } from './tally.ts';
import type { Instant } from './zone.ts';

export interface PartsDeps {
	readonly store: Pick<StoreReader, 'query' | 'dialect'>;
	/** Groups that one tally may have; default 20 000. */
	readonly maxGroups?: number;
}

/**
 * Answers questions from two parts: the visits that were over before an instant, which are tallied once and kept for as long as no commit
 * touches them, and all others, which are tallied each time.
 *
 * A visit is on one side with all of its events, so all but visitors adds up; of these, the later part counts only those whom the earlier
 * one does not have.
 */
export interface Parts {
	/**
	 * The rows that the question's own statement would give; undefined where it has to be asked: its metrics do not add up, it asks what visitors did otherwise, it has too many
	 * groups, or what was kept has changed meanwhile.
	 *
	 * @param at Where the question is cut: visits of before are expected to stay as they are. @param signal Cancels the later part only.
	 */
	rows(question: Question, at: Instant, signal?: AbortSignal): Promise<Cell[][] | undefined>;
	/** All groups of which `rows` makes a page of rows. */
	groups(question: Question, at: Instant, signal?: AbortSignal): Promise<Groups | undefined>;
	/** Something of a site that happened between `from` and `to` was committed. */
	touched(site: string, from: number, to: number): void;
}

const MAX_GROUPS = 20_000;
/** Groups kept in all; one takes some 300 bytes. */
const KEPT_GROUPS = 100_000;

export function createParts({ store, maxGroups = MAX_GROUPS }: PartsDeps): Parts {
	const kept = createAnswerCache<{ readonly tally: Tally | undefined }>(KEPT_GROUPS, {
		weightOf: ({ tally }) => 1 + (tally?.groups.size ?? 0),
	});
	/** Sites that have visitors whose ids outlive the day. */
	const persistent = new Set<string>();

	const all: Parts = {
		async rows(question, at, signal) {
			const groups = await all.groups(question, at, signal);
			return groups && rowsOf(groups, question);
		},
		async groups(question, at, signal) {
			const { site, range, buckets, dimensions, filters, bots, asksDaily, goals, routes } = question;
			const aggregates = tallied(question.metrics);
			if (aggregates === undefined || question.behaviour || at <= range.from || at >= range.to) return undefined;
			/** Undefined: there are too many groups. */
			const tally = async (side: Side, cancel?: AbortSignal): Promise<Tally | undefined> => {
				const looksFar = persistent.has(site);
				const statement = compileTally({ question, aggregates, limit: maxGroups + 1, side, looksFar }, store.dialect);
				const rows = await store.query(statement, cancel === undefined ? {} : { signal: cancel });
				return rows.length > maxGroups ? undefined : readTally(rows, dimensions.length, aggregates);
			};

			// Buckets are part of the key as they are: the site's zone may have been changed.
			const key = JSON.stringify([site, range.from, at, buckets?.starts, dimensions, filters, bots, asksDaily, aggregates, goals, routes]);
			const of = { key, site, span: { from: range.from, to: at } };
			const over = await kept.shared(of, async () => ({ tally: await tally({ side: 'over', at }) }));
			if (over.tally === undefined) return undefined;
			const later: Side = { side: 'open', at, since: Math.min(at, over.tally.since ?? at) };
			let open = await tally(later, signal);
			if (open?.persistent) {
				persistent.add(site);
				open = await tally(later, signal);
			}
			// Had a visit changed sides between the two, it would be in both or in neither.
			if (open === undefined || !kept.holds(of, over)) return undefined;
			return addTallies(over.tally, open);
		},
		touched: kept.touched,
	};
	return all;
}
