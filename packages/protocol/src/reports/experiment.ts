import type { Action, ReportAsk, ReportMeta, ReportScope } from './report.ts';

/** Which variant converts better: `POST /api/reports/experiment`. */
export interface ExperimentAsk extends ReportAsk {
	/** The property whose value is the variant that somebody was shown. */
	property: string;
	/** The event that tells it; default any event with the property. */
	exposure?: string;
	/** What is wanted. It counts from the first time on that the variant was told. */
	goal: Action;
	/** The variant that others are held against; default the first by name. */
	control?: string;
}

export interface Variant {
	value: string;
	visitors: number;
	converted: number;
	/** Percent. */
	rate: number;
	/** Within these it lies with 95 % confidence; percent. */
	low: number;
	high: number;
	/** Change of the rate against the control in percent; null for the control itself and where that has none. */
	lift: number | null;
	/** Probability that it converts better than the control, 0–1; null for the control itself. */
	better: number | null;
}

export interface ExperimentAnswer {
	/** The control first, others by name; 20 at most. */
	variants: Variant[];
	/** Visitors who were shown more than one variant; they are left out. */
	mixed: number;
	/**
	 * Whether as many were shown each variant, as they would be by chance: chi-square over equal shares. Null with fewer than two variants.
	 * `suspicious` below 0.001: the split itself is broken, and the rates should not be believed.
	 */
	ratio: { chi_square: number; p: number; suspicious: boolean } | null;
	meta: ReportMeta;
	query: Omit<ExperimentAsk, 'date_range'> & ReportScope;
}
