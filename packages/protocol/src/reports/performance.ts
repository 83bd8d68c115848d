import type { DimensionName } from '../dimensions.ts';
import type { ReportAsk, ReportMeta, ReportScope } from './report.ts';

/** A measure of how a page is felt to load and answer. */
interface VitalSpec {
	readonly label: string;
	readonly name: string;
	readonly unit: 'milliseconds' | 'score';
	/** Up to this it is good. */
	readonly good: number;
	/** Above this it is poor. */
	readonly poor: number;
	/** Where these bounds are from. */
	readonly source: string;
}

/** The vitals with Google's bounds, which are meant for the 75th percentile of page views. */
export const vitals = {
	lcp: {
		label: 'LCP',
		name: 'Largest Contentful Paint',
		unit: 'milliseconds',
		good: 2500,
		poor: 4000,
		source: 'https://web.dev/articles/lcp',
	},
	inp: {
		label: 'INP',
		name: 'Interaction to Next Paint',
		unit: 'milliseconds',
		good: 200,
		poor: 500,
		source: 'https://web.dev/articles/inp',
	},
	cls: { label: 'CLS', name: 'Cumulative Layout Shift', unit: 'score', good: 0.1, poor: 0.25, source: 'https://web.dev/articles/cls' },
	fcp: {
		label: 'FCP',
		name: 'First Contentful Paint',
		unit: 'milliseconds',
		good: 1800,
		poor: 3000,
		source: 'https://web.dev/articles/fcp',
	},
	ttfb: { label: 'TTFB', name: 'Time to First Byte', unit: 'milliseconds', good: 800, poor: 1800, source: 'https://web.dev/articles/ttfb' },
} as const satisfies Record<string, VitalSpec>;

export type Vital = keyof typeof vitals;
export const vitalNames = Object.keys(vitals) as Vital[];

export type Rating = 'good' | 'needs_improvement' | 'poor';

/** How a value of a vital is to be taken. */
export function ratingOf(vital: Vital, value: number): Rating {
	const { good, poor } = vitals[vital];
	return value <= good ? 'good' : value > poor ? 'poor' : 'needs_improvement';
}

/** How fast pages are: `POST /api/reports/performance`. */
export interface PerformanceAsk extends ReportAsk {
	by: DimensionName;
	/** Slowest or fastest first, by the 75th percentile of a vital; default the slowest by LCP. */
	order?: { vital: Vital; first: 'slow' | 'fast' };
	/** Rows with fewer measurements of that vital are left out: a few views say little. Default 1. */
	least?: number;
	/** Default 50, at most 500. */
	limit?: number;
}

export interface VitalSummary {
	/** Page views that told it. */
	samples: number;
	/** 75 % and 90 % of page views were no worse; ms, or a score. Null where none told it. */
	p75: number | null;
	p90: number | null;
	/** Shares of page views in percent; null where none told it. */
	good: number | null;
	poor: number | null;
}

export interface PerformanceRow {
	value: string;
	pageviews: number;
	vitals: Record<Vital, VitalSummary>;
}

export interface PerformanceAnswer {
	whole: Omit<PerformanceRow, 'value'>;
	rows: PerformanceRow[];
	meta: ReportMeta;
	query: Omit<PerformanceAsk, 'date_range'> & ReportScope;
}
