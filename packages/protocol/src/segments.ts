import type { Filter } from './query.ts';

/** Filters that are kept under a name; `["is", "segment", [id]]` stands for all of them in a query. */
export interface Segment {
	id: string;
	/** Its own in the site. */
	name: string;
	filters: Filter[];
}

export type NewSegment = Omit<Segment, 'id'>;
