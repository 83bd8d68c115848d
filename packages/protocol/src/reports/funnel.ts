import type { Action, ReportAsk, ReportMeta, ReportScope, VisitDimension } from './report.ts';

/** Within which time all steps have to be taken, from the first on. */
export type FunnelWindow =
	/** In one visit. */
	'visit' | { minutes: number } | { days: number };

/** How many visitors get from one action to the next: `POST /api/reports/funnel`. */
export interface FunnelAsk extends ReportAsk {
	/** 2 to 8, in this order; each needs an event of its own. */
	steps: Action[];
	/** Default `visit`. */
	window?: FunnelWindow;
	/** Visitors are told apart by the visit in which they first took the first step. */
	breakdown?: VisitDimension;
}

export interface FunnelStep {
	/** Visitors who got this far. */
	visitors: number;
	/** Of those of the first step; percent, null where there are none. */
	conversion: number | null;
	/** Visitors of the step before who did not get this far; 0 at the first. */
	dropped: number;
	/** `dropped` as percent of the step before; null where there is none. */
	drop_off: number | null;
	/** Median time from the step before, seconds; null at the first and where nobody got this far. */
	median_seconds: number | null;
}

export interface FunnelAnswer {
	/** All visitors of the range under the filters. */
	visitors: number;
	steps: FunnelStep[];
	/** With a breakdown: by value, most visitors first, 50 at most. */
	breakdown?: { value: string; steps: FunnelStep[] }[];
	meta: ReportMeta;
	query: Omit<FunnelAsk, 'date_range'> & ReportScope;
}
