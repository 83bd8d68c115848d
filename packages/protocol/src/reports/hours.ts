import type { ReportAsk, ReportMeta, ReportScope } from './report.ts';

/** At which hours of the week people come: `POST /api/reports/hours`. */
export type HoursAsk = ReportAsk;

export interface HourOfWeek {
	/** 0 is Monday. */
	weekday: number;
	/** 0–23, as the clocks of the site's zone show it. */
	hour: number;
	/** Each such hour's visitors, added up. */
	visitors: number;
	pageviews: number;
	/** Such hours that the range has had so far: an hour that a clock skips is none, one that comes twice is one. */
	hours: number;
}

export interface HoursAnswer {
	/** All 168, from Monday midnight on. */
	cells: HourOfWeek[];
	meta: ReportMeta;
	query: Omit<HoursAsk, 'date_range'> & ReportScope;
}
