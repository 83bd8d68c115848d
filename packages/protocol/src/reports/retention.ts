import type { Action, ReportAsk, ReportMeta, ReportScope } from './report.ts';

export const retentionIntervals = ['day', 'week', 'month'] as const;
export type RetentionInterval = (typeof retentionIntervals)[number];

/** Who comes back, and when: `POST /api/reports/retention`. Of those who can be followed: persistent and identified visitors. */
export interface RetentionAsk extends ReportAsk {
	interval: RetentionInterval;
	/** What makes somebody a member of a cohort, the first time in the range; default any visit. */
	cohort?: Action;
	/** What counts as coming back; default any visit. */
	returning?: Action;
}

export interface Cohort {
	/** The period in which its members came first: its first day, `2026-01-31`. */
	period: string;
	members: number;
	/**
	 * Members who came back in the same period, the one after, and so on: `[0]` is `members`. Periods that have not begun are left out.
	 */
	returned: number[];
}

export interface RetentionAnswer {
	/** Periods in which nobody came first have no members. From the first to the last. */
	cohorts: Cohort[];
	/** All cohorts together: of those old enough, the share that came back after so many periods; percent, null of nobody. */
	mean: (number | null)[];
	/** Visitors who can be followed, and those known for one day only, who are left out. */
	followed: number;
	left_out: number;
	/** Place of the period that still runs, if one does. */
	running: number | null;
	meta: ReportMeta;
	query: Omit<RetentionAsk, 'date_range'> & ReportScope;
}
