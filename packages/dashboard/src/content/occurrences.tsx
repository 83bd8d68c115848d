import { type Occurrence, type OccurrenceKind, type OccurrencesAnswer, reportNumbers } from '@footfall/protocol';
import { useApp } from '../context.ts';
import { ReportBody } from '../reports/page.tsx';
import { type Column, ReportTable, SaveRows } from '../reports/table.tsx';
import { useReport } from '../reports/usereport.ts';
import { withValue } from '../state/filters.ts';

interface Words {
	readonly title: string;
	readonly value: string;
	/** The column of the source; undefined: there is none. */
	readonly source: string | undefined;
	readonly empty: string;
}

const words: Record<OccurrenceKind, Words> = {
	searches: {
		title: 'Searches',
		value: 'Term',
		source: undefined,
		empty: "No searches. A site reports them with footfall('Search', { props: { query } }).",
	},
	not_found: {
		title: 'Pages not found',
		value: 'Path',
		source: 'Led there by',
		empty: "No missing pages. The error page of a site reports them with footfall('404', { props: { path: location.pathname } }).",
	},
	errors: {
		title: 'Script errors',
		value: 'Message',
		source: 'Thrown in',
		empty: 'No script errors. The script reports them with data-track="errors".',
	},
};

/** What was looked for, or went wrong, most frequent first. */
export function Occurrences({ kind }: { kind: OccurrenceKind }) {
	const { numbers, times, labels, view, go } = useApp();
	const report = useReport<OccurrencesAnswer>('occurrences', { kind });
	const { title, value, source, empty } = words[kind];
	const columns: [Column<Occurrence>, ...Column<Occurrence>[]] = [
		{ label: value, value: (row) => row.value, show: (row) => <bdi title={row.value}>{row.value}</bdi> },
		{
			label: 'Times',
			about: reportNumbers['occurrences.events'].definition,
			value: ({ events }) => events,
			show: ({ events }) => numbers.count(events),
		},
		{ label: 'Visitors', value: ({ visitors }) => visitors, show: ({ visitors }) => numbers.count(visitors) },
		{
			label: 'Mostly on',
			value: ({ page }) => page,
			show: ({ page }) => (
				<button
					type="button"
					class="report-link"
					title="Show only visits with this page"
					onClick={() => go({ filters: withValue(view.peek().filters, 'event:page', labels.of('event:page', page)) })}
				>
					<bdi>{labels.of('event:page', page)}</bdi>
				</button>
			),
		},
		...(source === undefined ? [] : [{ label: source, value: (row: Occurrence) => row.source }]),
		{ label: 'Last', value: ({ last }) => last, show: ({ last }) => times.bucket(last.slice(0, 10), 'day') },
	];
	const rows = report.answer?.rows ?? [];
	return (
		<section class="sheet report-part content-list" aria-label={title}>
			<header class="report-part-head">
				<h2>
					{title} {report.answer !== undefined && <span class="details-total">{numbers.count(report.answer.events)}</span>}
				</h2>
				<SaveRows name={title} columns={columns} rows={rows} />
			</header>
			<ReportBody report={report}>
				{(answer) =>
					answer.rows.length === 0 ? <p class="note">{empty}</p> : <ReportTable caption={title} columns={columns} rows={answer.rows} />
				}
			</ReportBody>
		</section>
	);
}
