import type { DimensionName, PropDimension } from '../dimensions.ts';
import type { DateRange, Filter, QueryMeta } from '../query.ts';

/** What every report is asked of; the same words as in a query. */
export interface ReportAsk {
	/** Id, domain or alias. */
	site_id: string;
	date_range: DateRange;
	/** They choose visits: all those with an event in the range that meets the filters, and of these visits every event. */
	filters?: Filter[];
	/** Count bots too. */
	bots?: boolean;
}

/** How it was understood: the range as instants with the site's offset, the end excluded. */
export interface ReportScope {
	date_range: [from: string, to: string];
	time_zone: string;
}

/** From which data, and when; `visitors` says whether some were known for a day only. */
export type ReportMeta = Pick<QueryMeta, 'visitors' | 'data_version' | 'computed_at'>;

/** What somebody did: viewed a page, or caused an event of a name. */
export type Action =
	/** In the pattern `*` stands for any characters but `/`, `**` for any at all: `/blog/**`. */
	| { page: string }
	/** `filters` look at the event's own properties: `[["is", "event:props:plan", ["pro"]]]`. */
	| { event: string; filters?: Filter[] };

/** A dimension with one value a visit. */
export type VisitDimension = Extract<DimensionName, `visit:${string}`>;

/** A dimension, or a property of an event. */
export type ReportDimension = DimensionName | PropDimension;
