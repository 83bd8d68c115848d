import {
	type ImportsSkipReason,
	type MetricName,
	metrics,
	type SumMeasure,
	type SumTable,
	sumTableNames,
	sumTables,
} from '@footfall/protocol';
import { DAY } from '../calendar.ts';
import { columnOf } from '../columns.ts';
import { dimensionsIn } from '../filters.ts';
import { isTime, type Question } from '../question.ts';
import { tallied } from '../tally.ts';
import type { Instant, Zone } from '../zone.ts';
import type { Day, KnownSums } from './known.ts';

/** The imported sums that go into an answer. */
export interface ImportedDays {
	readonly table: SumTable;
	/** Both included. */
	readonly from: Day;
	readonly to: Day;
	/** Metrics that the table says nothing of: they are those of own events alone. */
	readonly own: readonly MetricName[];
	/** The day of the site on which each bucket begins. */
	readonly starts: readonly Day[] | undefined;
	/** Of what shares are shares of: the same days without dimensions. */
	readonly whole?: ImportedDays;
}

/** What becomes of imported sums in an answer, and why. */
export type ImportPlan =
	| { readonly days: ImportedDays; readonly warning?: string }
	| { readonly skip: ImportsSkipReason; readonly warning?: string };

export interface PlanContext {
	/** What the site has; undefined: nothing. */
	readonly known: KnownSums | undefined;
	/** Its first own event that is no bot's. */
	readonly firstEvent: Instant | undefined;
	readonly zone: Zone;
}

const needs: Partial<Record<MetricName, readonly SumMeasure[]>> = {
	visitors: ['visitors'],
	percentage: ['visitors'],
	visits: ['visits'],
	pageviews: ['pageviews'],
	views_per_visit: ['pageviews', 'visits'],
	bounce_rate: ['bounces', 'visits'],
	visit_duration: ['visit_duration', 'visits'],
};
/** Where no custom events are listed, events are page views. */
const needsOf = (metric: MetricName, table: SumTable): readonly SumMeasure[] | undefined =>
	metric === 'events' ? [table === 'custom_events' ? 'events' : 'pageviews'] : needs[metric];

const tableWith = new Map<string, SumTable>(sumTableNames.flatMap((table) => sumTables[table].map((column) => [column, table] as const)));

/** The one table that holds all of some dimensions; undefined where there is none. */
function tableOf(question: Question, dimensions: Question['dimensions']): SumTable | undefined {
	const named = [...dimensions.flatMap((name) => (isTime(name) ? [] : [name])), ...dimensionsIn(question.filters)];
	const tables = new Set(
		named.map((name) => {
			const { stored } = columnOf(name, question);
			return stored === undefined ? undefined : tableWith.get(stored);
		}),
	);
	if (tables.size === 0) return 'visitors';
	return tables.size === 1 ? [...tables][0] : undefined;
}

export const unsupported =
	'Imported sums are left out: they answer questions by time and by the columns of one of their tables, with filters on these same columns.';

/**
 * Decides, after the rules of Plausible's Stats API, whether imported sums can answer a question: what it names must be columns of one of the
 * tables. Days are taken up to the one before the site's first own event, so that nothing is counted twice, and only those that are whole in the range.
 *
 * @see https://plausible.io/docs/stats-api#filtering-imported-stats
 */
export function planImports(question: Question, { known, firstEvent, zone }: PlanContext): ImportPlan {
	if (known === undefined) return { skip: 'no_imported_data' };
	const { range, buckets } = question;
	const last = firstEvent === undefined ? Number.POSITIVE_INFINITY : Math.floor(zone.wall(firstEvent) / DAY) - 1;
	const [first, end] = [zone.wall(range.from) / DAY, zone.wall(range.to) / DAY];
	const touched = (from: Day, to: Day): boolean =>
		from <= to && [...known.values()].some((table) => table.from <= Math.min(to, last) && table.to >= from);
	if (!touched(Math.floor(first), Math.ceil(end) - 1)) return { skip: 'out_of_range' };
	if (buckets?.interval === 'minute' || buckets?.interval === 'hour')
		return { skip: 'unsupported_interval', warning: 'Imported sums are left out: they are of whole days.' };

	const table = tableOf(question, question.dimensions);
	if (table === undefined || question.behaviour) return { skip: 'unsupported_query', warning: unsupported };
	if (tallied(question.metrics) === undefined)
		return { skip: 'unsupported_query', warning: 'Imported sums are left out: a median or a percentile cannot be made of sums.' };
	const found = known.get(table);
	if (found === undefined)
		return { skip: 'no_imported_data', warning: `Imported sums are left out: no import has the table of ${table.replaceAll('_', ' ')}.` };
	const own = question.metrics.filter((metric) => needsOf(metric, table)?.every((measure) => found.measures.has(measure)) !== true);
	if (own.length === question.metrics.length)
		return { skip: 'unsupported_query', warning: 'Imported sums are left out: they say nothing of these metrics.' };

	const [from, to] = [Math.max(Math.ceil(first), found.from), Math.min(Math.floor(end) - 1, found.to, last)];
	const cut = touched(Math.floor(first), Math.ceil(first) - 1) || touched(Math.floor(end), Math.ceil(end) - 1);
	const warning = 'Of days that the range holds only a part of, imported sums are left out.';
	if (from > to) return cut ? { skip: 'unsupported_interval', warning } : { skip: 'out_of_range' };
	const starts = buckets?.starts.map((start) => Math.floor(zone.wall(start) / DAY));
	const wholeTable = tableOf({ ...question, dimensions: [] }, []) ?? table;
	const whole: ImportedDays = { table: known.has(wholeTable) ? wholeTable : table, from, to, own: [], starts: undefined };
	return { days: { table, from, to, own, starts, whole }, ...(cut ? { warning } : {}) };
}

/** Of the metrics that the sums of an answer say nothing of, what to say. */
export function metricWarnings({ table, own }: ImportedDays): Partial<Record<MetricName, { code: 'not_imported'; warning: string }>> {
	return Object.fromEntries(
		own.map((metric) => {
			const warning = `${metrics[metric].label} is that of own events only: what was imported of ${table.replaceAll('_', ' ')} does not say it.`;
			return [metric, { code: 'not_imported', warning }];
		}),
	);
}
