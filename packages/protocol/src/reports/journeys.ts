import type { ReportAsk, ReportMeta, ReportScope } from './report.ts';

/** Which ways visits take: `POST /api/reports/journeys`. */
export interface JourneysAsk extends ReportAsk {
	/** `from` looks at what follows, `to` at what came before. */
	direction: 'from' | 'to';
	/** A page, or a pattern of pages; default where visits begin (`from`), or end (`to`). */
	page?: string;
	/** Pages of a way: 2 to 7; default 4. */
	steps?: number;
	/** Pages of a step that are told apart, 1 to 20; default 6. All others are one. */
	nodes?: number;
}

/** A page at a step; null stands for all pages that are not told apart. */
export interface JourneyNode {
	page: string | null;
	visits: number;
	/** Visits that end here (`from`), or began here (`to`); null at the last step, where nobody looked further. */
	ended: number | null;
}

/** Visits that are on one page at a step and on another at the next; steps count away from the page that was asked for. */
export interface JourneyLink {
	/** From 0. */
	step: number;
	page: string | null;
	next: string | null;
	visits: number;
}

export interface JourneysAnswer {
	/** Visits that have the page. */
	visits: number;
	/** By step, most visits first, the others last. */
	steps: JourneyNode[][];
	links: JourneyLink[];
	meta: ReportMeta;
	query: Omit<JourneysAsk, 'date_range'> & ReportScope;
}
