import { type RetentionAsk, type RetentionInterval, retentionIntervals } from '@footfall/protocol';
import { type ActionDraft, actionOf, readAction, writeAction } from '../state/actions.ts';
import type { View } from '../state/view.ts';

/** Retention as the page holds it. */
export interface RetentionView {
	readonly interval: RetentionInterval;
	/** Undefined: any visit. */
	readonly cohort: ActionDraft | undefined;
	readonly returning: ActionDraft | undefined;
	/** What is asked; undefined while an action has no name. */
	readonly ask: Pick<RetentionAsk, 'interval' | 'cohort' | 'returning'> | undefined;
}

const isInterval = (name: string): name is RetentionInterval => (retentionIntervals as readonly string[]).includes(name);

/** The retention in an address. */
export function readRetention(own: View['own']): RetentionView {
	const name = own.by?.[0] ?? '';
	const interval = isInterval(name) ? name : 'day';
	const cohort = readAction(own.first?.[0] ?? '');
	const returning = readAction(own.back?.[0] ?? '');
	const asked = { cohort: cohort && actionOf(cohort), returning: returning && actionOf(returning) };
	const missing = (cohort !== undefined && asked.cohort === undefined) || (returning !== undefined && asked.returning === undefined);
	return {
		interval,
		cohort,
		returning,
		ask: missing
			? undefined
			: {
					interval,
					...(asked.cohort === undefined ? {} : { cohort: asked.cohort }),
					...(asked.returning === undefined ? {} : { returning: asked.returning }),
				},
	};
}

/** What the address holds of it. */
export function writeRetention({ interval, cohort, returning }: Omit<RetentionView, 'ask'>): View['own'] {
	return {
		...(interval === 'day' ? {} : { by: [interval] }),
		...(cohort === undefined ? {} : { first: [writeAction(cohort)] }),
		...(returning === undefined ? {} : { back: [writeAction(returning)] }),
	};
}
