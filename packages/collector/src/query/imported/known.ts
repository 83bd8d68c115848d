import { type SumMeasure, type SumTable, sumMeasures, sumTables } from '@footfall/protocol';
import type { StoreReader } from '../../store/store.ts';

/** Days since 1970-01-01 in the site's zone. */
export type Day = number;

/** What is there of one table of sums of a site. */
export interface KnownTable {
	readonly from: Day;
	readonly to: Day;
	/** What every row of it says. */
	readonly measures: ReadonlySet<SumMeasure>;
}
export type KnownSums = ReadonlyMap<SumTable, KnownTable>;

/** Which imported sums there are: asked once for all sites, and again when some have come or gone. */
export interface SumsKnown {
	/** Undefined where a site has none. */
	of(site: string): Promise<KnownSums | undefined>;
	/** The first day of a site's sums, as far as that was learned. */
	first(site: string): Day | undefined;
	/** Sums were committed. */
	touched(): void;
}

export function createSumsKnown(store: Pick<StoreReader, 'query'>): SumsKnown {
	let known: Promise<ReadonlyMap<string, Map<SumTable, KnownTable>>> | undefined;
	let last: ReadonlyMap<string, KnownSums> | undefined;

	async function learn(): Promise<ReadonlyMap<string, Map<SumTable, KnownTable>>> {
		const said = sumMeasures.map((name) => `count(${name})`).join(', ');
		const rows = await store.query({
			sql: `SELECT site, kind, min(day), max(day), count(*), ${said} FROM imported GROUP BY site, kind`,
			params: [],
		});
		const sites = new Map<string, Map<SumTable, KnownTable>>();
		for (const [site, kind, from, to, count, ...counts] of rows) {
			// A table that a later version has brought is none of ours.
			if (!Object.hasOwn(sumTables, String(kind))) continue;
			const tables = sites.get(String(site)) ?? new Map<SumTable, KnownTable>();
			const measures = new Set(sumMeasures.filter((_, index) => counts[index] === count));
			tables.set(String(kind) as SumTable, { from: Number(from), to: Number(to), measures });
			sites.set(String(site), tables);
		}
		return sites;
	}

	return {
		async of(site) {
			const asked = known ?? learn();
			known = asked;
			try {
				const sites = await asked;
				if (known === asked) last = sites;
				return sites.get(site);
			} catch (error) {
				if (known === asked) known = undefined;
				throw error;
			}
		},
		first(site) {
			const tables = last?.get(site);
			return tables === undefined ? undefined : Math.min(...[...tables.values()].map(({ from }) => from));
		},
		touched() {
			known = undefined;
		},
	};
}
