/** A number of a report, with the words that its tooltip shows. */
interface ReportNumber {
	readonly label: string;
	readonly definition: string;
}

/** Every number that reports tell beside the metrics, declared once: tooltips and `docs/reports.md` show these words. */
export const reportNumbers = {
	'funnel.visitors': { label: 'Visitors', definition: 'Visitors who took this step and all before it, in this order and within the window, which begins with the first step. Each step needs an event of its own; who tries several times counts once, with the farthest attempt.' },
	'funnel.conversion': { label: 'Conversion', definition: 'Visitors who got this far, divided by those who took the first step.' },
	'funnel.drop_off': { label: 'Drop-off', definition: 'Visitors who took the step before and did not get to this one, divided by those who took the step before.' },
	'funnel.median_seconds': { label: 'Time from the step before', definition: 'For each visitor the time from the last event that met the step before to the first that met this one. Half of the visitors were faster.' },
} as const satisfies Record<string, ReportNumber>;

export type ReportNumberName = keyof typeof reportNumbers;
