import type { ReportAsk } from '@footfall/protocol';
import { useEffect, useRef, useState } from 'preact/hooks';
import { useApp, useSite } from '../context.ts';
import { type Failure, toFailure } from '../data/api.ts';
import { useAnswer } from '../data/useanswer.ts';
import { queryFilters } from '../state/filters.ts';
import type { View } from '../state/view.ts';
import { type Following, followReport } from './follow.ts';

/** A report as a page shows it. */
export interface ShownReport<Answer> {
	/** The last answer; of a changed question until the new one has come. */
	readonly answer: Answer | undefined;
	/** `answer` belongs to the question before. */
	readonly stale: boolean;
	readonly failure: Failure | undefined;
	retry(): void;
}

interface Held<Answer> {
	readonly key: string;
	readonly answer: Answer | undefined;
	readonly failure: Failure | undefined;
}

/** What every report is asked of: the site, range and filters of the page. */
export function scopeOf(site: string, { range, filters }: View): ReportAsk {
	return { site_id: site, date_range: range, ...(filters.length === 0 ? {} : { filters: queryFilters(filters) }) };
}

/** Keeps a report on the page up to date; undefined asks nothing. */
export function useReport<Answer>(name: string, own: object | undefined): ShownReport<Answer> {
	const { api, view } = useApp();
	const site = useSite();
	const scope = scopeOf(site.id, view.value);
	const ask = own === undefined ? undefined : { ...scope, ...own };
	const key = ask === undefined ? '' : JSON.stringify([name, ask]);
	const [held, setHeld] = useState<Held<Answer> | undefined>(undefined);
	const [tries, setTries] = useState(0);
	const following = useRef<Following | undefined>(undefined);

	useEffect(() => {
		if (ask === undefined) return undefined;
		const followed = followReport<Answer>({
			ask: (signal) => api.report<Answer>(name, ask, signal),
			show: (answer) => setHeld({ key, answer, failure: undefined }),
			fail: (error) => setHeld((before) => ({ key, answer: before?.key === key ? before.answer : undefined, failure: toFailure(error) })),
			later: (ms, callback) => {
				const timer = setTimeout(callback, ms);
				return () => clearTimeout(timer);
			},
			clock: () => performance.now(),
		});
		following.current = followed;
		return () => {
			following.current = undefined;
			followed.close();
		};
	}, [api, key, tries]);

	// Commits that touch the range move this answer, and with it the report.
	const version = useAnswer(ask === undefined ? undefined : { ...scope, metrics: ['events'] }).result?.meta.data_version;
	const seen = useRef<number | undefined>(undefined);
	useEffect(() => {
		if (seen.current !== undefined && version !== undefined && version !== seen.current) following.current?.touched();
		seen.current = version;
	}, [version]);

	const mine = held?.key === key;
	return {
		answer: ask === undefined ? undefined : held?.answer,
		stale: !mine && held?.answer !== undefined,
		failure: mine ? held?.failure : undefined,
		retry: () => setTries(tries + 1),
	};
}
