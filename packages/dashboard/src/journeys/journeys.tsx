import { type JourneysAnswer, reportNumbers } from '@footfall/protocol';
import { useMemo } from 'preact/hooks';
import { SankeyChart } from '../chart/sankeychart.tsx';
import { useApp } from '../context.ts';
import { KnownActions } from '../reports/actioneditor.tsx';
import { Drawn } from '../reports/drawn.tsx';
import { ReportBody, ReportHead } from '../reports/page.tsx';
import type { Column } from '../reports/table.tsx';
import { useReport } from '../reports/usereport.ts';
import { withValue } from '../state/filters.ts';
import { TextField } from '../ui/textfield.tsx';
import { flowsOf } from './flows.ts';
import { type JourneysView, readJourneys, writeJourneys } from './journeysview.ts';
import '../styles/matrix.css';

/** Which ways visits take from a page, or to it. */
export function Journeys() {
	const { view } = useApp();
	const journeys = readJourneys(view.value.own);
	const report = useReport<JourneysAnswer>('journeys', journeys.ask);
	return (
		<>
			<ReportHead title="Journeys" lead="The ways that visits take through the pages, from one of them or to it." />
			<KnownActions />
			<Tools journeys={journeys} />
			<ReportBody report={report}>
				{(answer) => (answer.visits === 0 ? <p class="note sheet">No visit in this range has this page.</p> : <Ways answer={answer} />)}
			</ReportBody>
		</>
	);
}

function Tools({ journeys }: { journeys: JourneysView }) {
	const { go } = useApp();
	const { direction, page, steps } = journeys;
	const change = (part: Partial<JourneysView>): void => go({ own: writeJourneys({ ...journeys, ...part }) }, 'replace');
	return (
		<section class="sheet report-part" aria-label="Ways">
			<div class="report-tools">
				<select
					class="select report-select"
					aria-label="Direction"
					value={direction}
					onChange={({ currentTarget: { value } }) => change({ direction: value === 'to' ? 'to' : 'from' })}
				>
					<option value="from">What follows</option>
					<option value="to">What leads to</option>
				</select>
				<TextField
					label="Page"
					list="known-pages"
					placeholder={direction === 'from' ? 'the start of visits' : 'the end of visits'}
					value={page}
					onCommit={(text) => change({ page: text })}
				/>
				<label class="report-choice">
					<span>in</span>
					<select
						class="select"
						aria-label="Pages of a way"
						value={String(steps)}
						onChange={({ currentTarget: { value } }) => change({ steps: Number(value) })}
					>
						{[2, 3, 4, 5, 6, 7].map((count) => (
							<option key={count} value={count}>
								{count} pages
							</option>
						))}
					</select>
				</label>
			</div>
		</section>
	);
}

interface Row {
	readonly step: number;
	readonly page: string | null;
	readonly visits: number;
	readonly ended: number | null;
}

function Ways({ answer }: { answer: JourneysAnswer }) {
	const { numbers, labels, view, go } = useApp();
	const { links, steps, visits, query } = answer;
	const back = query.direction === 'to';
	const nameOf = (page: string | null): string => (page === null ? 'Other pages' : labels.of('event:page', page));
	const { streams, nodes } = useMemo(() => flowsOf(answer, nameOf), [answer]);
	const filter = (page: string | null): void => {
		if (page !== null) go({ filters: withValue(view.peek().filters, 'event:page', labels.of('event:page', page)) });
	};
	const tell = (index: number): string => {
		const link = links[index];
		if (link === undefined) return '';
		const ends = [nameOf(link.page), nameOf(link.next)];
		return `${(back ? ends.reverse() : ends).join(' → ')}\n${numbers.counted(link.visits, 'visit')}`;
	};
	const rows = steps.flatMap((pages, step) => pages.map((node): Row => ({ step, ...node })));
	const columns: [Column<Row>, ...Column<Row>[]] = [
		{ label: 'Step', value: ({ step }) => (back ? -step : step) + (back ? 0 : 1) },
		{
			label: 'Page',
			value: ({ page }) => nameOf(page),
			show: ({ page }) =>
				page === null ? (
					'Other pages'
				) : (
					<button type="button" class="report-link" onClick={() => filter(page)} title="Show only visits with this page">
						<bdi>{nameOf(page)}</bdi>
					</button>
				),
		},
		{
			label: reportNumbers['journeys.visits'].label,
			about: reportNumbers['journeys.visits'].definition,
			value: (row) => row.visits,
			show: (row) => numbers.count(row.visits),
		},
		{
			label: back ? 'Began here' : reportNumbers['journeys.ended'].label,
			about: reportNumbers['journeys.ended'].definition,
			value: ({ ended }) => ended,
			show: ({ ended }) => (ended === null ? '–' : numbers.count(ended)),
		},
	];
	return (
		<Drawn
			name="Journeys"
			title={
				<>
					{numbers.counted(visits, 'visit')}
					<small>A click on a stream shows only visits with the page that it leads {back ? 'from' : 'to'}.</small>
				</>
			}
			columns={columns}
			rows={rows}
		>
			{streams.length === 0 ? (
				<p class="note">No visit has another page {back ? 'before' : 'after'} this one.</p>
			) : (
				<SankeyChart
					label={`Journeys: visits from page to page over ${steps.length} steps`}
					streams={streams}
					nodes={nodes}
					tell={tell}
					onChoose={(index) => filter(links[index]?.next ?? null)}
					column={150}
				/>
			)}
		</Drawn>
	);
}
