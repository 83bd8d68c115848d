import type { Goal, Query } from '@footfall/protocol';
import type { ReportName } from '../packages/collector/dist/reports/reports.js';
import type { Statement } from '../packages/collector/dist/store/store.js';

export const DAY = 86_400_000;

/** Whose traffic is asked about, and which whole days of it (UTC). */
export interface Asked {
	readonly site: string;
	/** Milliseconds since the epoch. */
	readonly from: number;
	readonly days: number;
}

/** A question as the dashboard asks it, and the SQL that somebody who knows the tables would write for the same numbers. */
export interface Compared {
	readonly name: string;
	readonly ask: { readonly query: Query } | { readonly report: ReportName; readonly body: object };
	readonly byHand: readonly Statement[];
}

/** What somebody writes who knows that rows name combinations: nothing is joined but what is grouped by, and a filter is a set of numbers. */
export interface ByHand {
	/** `FROM … WHERE …`: visits of the range as `v`, with a group of dimensions where one is named. */
	visits(group?: Group): string;
	/** Events that count, as `e`. */
	events(group?: Group): string;
	/** Visits that began in the range, as `v`; the same bounds as events have. */
	begun(): string;
	/** Events whether they count or not, as `e`. */
	anyEvents(): string;
	statement(sql: string): Statement;
}

type Group = 'sources' | 'locations' | 'devices';

/** $1 is the site, $2 and $3 are the range; @param filtered only visits from Google. */
export function byHand({ site, from, days }: Asked, filtered: boolean): ByHand {
	const only = (alias: string, group?: Group): string => {
		if (!filtered) return '';
		return group === 'sources'
			? " AND sources.source = 'Google'"
			: ` AND ${alias}.sources_id IN (SELECT id FROM sources WHERE source = 'Google')`;
	};
	const rows = (table: string, group: Group | undefined): string =>
		group === undefined
			? `FROM ${table}_rows ${table[0]}`
			: `FROM ${table}_rows ${table[0]} JOIN ${group} ON ${group}.id = ${table[0]}.${group}_id`;
	const within = 'e.site = $1 AND e.time >= $2 AND e.time < $3 AND e.bot < 50';
	return {
		visits: (group) => `${rows('visit', group)} WHERE v.site = $1 AND v.start < $3 AND v.last >= $2 AND v.bot < 50${only('v', group)}`,
		begun: () => `${rows('visit', undefined)} WHERE v.site = $1 AND v.start >= $2 AND v.start < $3 AND v.bot < 50${only('v')}`,
		events: (group) => `${rows('event', group)} WHERE ${within} AND e.counts${only('e', group)}`,
		anyEvents: () => `${rows('event', undefined)} WHERE ${within} AND e.visit IS NOT NULL${only('e')}`,
		statement: (sql) => ({ sql, params: [site, from, from + days * DAY] }),
	};
}

/** What every question has in common. */
export function scopeOf(
	{ site, from, days }: Asked,
	filtered: boolean,
): Pick<Query, 'site_id' | 'filters'> & { date_range: [string, string] } {
	const day = (at: number): string => new Date(at).toISOString().slice(0, 10);
	return {
		site_id: site,
		date_range: [day(from), day(from + (days - 1) * DAY)],
		filters: filtered ? [['is', 'visit:source', ['Google']]] : [],
	};
}

/** What the site of the benchmark wants of its visitors. */
export const goals: readonly Goal[] = [
	{ id: 'g1', name: 'Signup', kind: 'event', event: 'Signup' },
	{ id: 'g2', name: 'Purchase', kind: 'event', event: 'Purchase', currency: 'EUR' },
	{ id: 'g3', name: 'Visit /docs/**', kind: 'page', page: '/docs/**' },
	{ id: 'g4', name: 'Scroll 75% on /blog/**', kind: 'scroll', page: '/blog/**', depth: 75 },
];
