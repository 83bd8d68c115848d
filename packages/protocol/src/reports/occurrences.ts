import type { ReportAsk, ReportMeta, ReportScope } from './report.ts';

/** What is listed: pages that were not found, errors of scripts, terms that were searched for. */
export const occurrenceKinds = ['not_found', 'errors', 'searches'] as const;
export type OccurrenceKind = (typeof occurrenceKinds)[number];

/** What goes wrong or is looked for: `POST /api/reports/occurrences`. */
export interface OccurrencesAsk extends ReportAsk {
	kind: OccurrenceKind;
	/** Default 100, at most 1000. */
	limit?: number;
}

export interface Occurrence {
	/** The path, the message, the term. */
	value: string;
	/** The page on which it happened most often. */
	page: string;
	/** Where the error was thrown, or who led to the missing page: the most frequent; '' where nobody said. */
	source: string;
	events: number;
	visitors: number;
	/** ISO 8601 with the site's offset. */
	last: string;
}

export interface OccurrencesAnswer {
	/** Most frequent first. */
	rows: Occurrence[];
	/** All of them, also those that are not listed. */
	events: number;
	meta: ReportMeta;
	query: Omit<OccurrencesAsk, 'date_range'> & ReportScope;
}
