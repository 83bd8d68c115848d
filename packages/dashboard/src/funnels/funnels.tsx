import { type FunnelAnswer, type FunnelStep, reportNumbers } from '@footfall/protocol';
import { useApp } from '../context.ts';
import { KnownActions } from '../reports/actioneditor.tsx';
import { DailyNotice, ReportBody, ReportHead } from '../reports/page.tsx';
import { type Column, ReportTable, SaveRows } from '../reports/table.tsx';
import { useReport } from '../reports/usereport.ts';
import { actionLabel } from '../state/actions.ts';
import { dimensionLabel } from '../state/filters.ts';
import { Builder } from './builder.tsx';
import { readFunnel } from './funnelview.ts';
import '../styles/funnels.css';

/** How many visitors get from one step to the next. */
export function Funnels() {
	const { view } = useApp();
	const funnel = readFunnel(view.value.own);
	const report = useReport<FunnelAnswer>('funnel', funnel.ask);
	const names = funnel.steps.map(actionLabel);
	return (
		<>
			<ReportHead title="Funnels" lead="Visitors who take one step after the other, in this order, and where they are lost." />
			<KnownActions />
			<Builder funnel={funnel} />
			{funnel.ask === undefined ? (
				<p class="note sheet">Name at least two steps: a page, with * for a part of it and ** for all that follows, or an event.</p>
			) : (
				<ReportBody report={report}>
					{(answer) =>
						answer.steps.length !== names.length ? null : answer.steps[0]?.visitors === 0 ? (
							<p class="note sheet">Nobody took the first step in this range.</p>
						) : (
							<>
								{funnel.window !== 'visit' && (
									<DailyNotice meta={answer.meta}>
										Without cookies a visitor is known for one day only: of these, no funnel goes on over midnight (UTC). Persistent
										visitors are followed all the way.
									</DailyNotice>
								)}
								<Steps answer={answer} names={names} />
								<Breakdown answer={answer} names={names} />
							</>
						)
					}
				</ReportBody>
			)}
		</>
	);
}

interface AnswerProps {
	answer: FunnelAnswer;
	names: readonly string[];
}

function Steps({ answer: { steps, visitors }, names }: AnswerProps) {
	const { numbers } = useApp();
	const first = steps[0]?.visitors ?? 0;
	const columns: [Column<FunnelStep>, ...Column<FunnelStep>[]] = [
		{
			label: 'Step',
			value: (step) => names[steps.indexOf(step)] ?? '',
			show: (step) => <StepName at={steps.indexOf(step)} names={names} />,
		},
		{
			label: 'Visitors',
			about: reportNumbers['funnel.visitors'].definition,
			value: (step) => step.visitors,
			show: (step) => numbers.count(step.visitors),
		},
		{
			label: 'Conversion',
			about: reportNumbers['funnel.conversion'].definition,
			value: (step) => step.conversion,
			show: (step) => numbers.full(step.conversion, 'percentage'),
		},
		{
			label: 'Drop-off',
			about: reportNumbers['funnel.drop_off'].definition,
			value: (step) => step.drop_off,
			show: (step) => (step.drop_off === null ? '–' : `${numbers.full(step.drop_off, 'percentage')} (${numbers.count(step.dropped)})`),
		},
		{
			label: 'Median time',
			about: reportNumbers['funnel.median_seconds'].definition,
			value: (step) => step.median_seconds,
			show: (step) => numbers.full(step.median_seconds, 'visit_duration'),
		},
	];
	return (
		<section class="sheet report-part" aria-label="Funnel">
			<header class="report-part-head">
				<h2>
					{numbers.full(steps.at(-1)?.conversion, 'percentage')} get through
					<small>
						{numbers.count(first)} of {numbers.counted(visitors, 'visitor')} take the first step,{' '}
						{numbers.count(steps.at(-1)?.visitors ?? 0)} the last.
					</small>
				</h2>
				<SaveRows name="Funnel" columns={columns} rows={steps} />
			</header>
			<div class="funnel-bars" aria-hidden="true">
				{steps.map((step, index) => (
					<div key={index} class="funnel-step">
						<div class="funnel-figure">
							<strong>{numbers.short(step.conversion, 'percentage')}</strong>
							<span>{numbers.short(step.visitors, 'visitors')}</span>
						</div>
						<div class="funnel-column">
							<span class="funnel-bar" style={{ height: `${first === 0 ? 0 : (100 * step.visitors) / first}%` }} />
						</div>
						<div class="funnel-name" title={names[index]}>
							<bdi>{names[index]}</bdi>
						</div>
					</div>
				))}
			</div>
			<ReportTable caption="Funnel, step by step" columns={columns} rows={steps} />
		</section>
	);
}

function StepName({ at, names }: { at: number; names: readonly string[] }) {
	return (
		<>
			<span class="funnel-number">{at + 1}</span> <bdi>{names[at]}</bdi>
		</>
	);
}

function Breakdown({ answer, names }: AnswerProps) {
	const { numbers, labels } = useApp();
	const { breakdown, query } = answer;
	if (breakdown === undefined || query.breakdown === undefined) return null;
	const by = query.breakdown;
	type Row = (typeof breakdown)[number];
	const columns: [Column<Row>, ...Column<Row>[]] = [
		{ label: dimensionLabel(by), value: ({ value }) => value, show: ({ value }) => <bdi>{labels.of(by, value)}</bdi> },
		...names.map(
			(name, index): Column<Row> => ({
				label: `${index + 1}. ${name}`,
				value: ({ steps }) => steps[index]?.visitors ?? 0,
				show: ({ steps }) => numbers.count(steps[index]?.visitors ?? 0),
			}),
		),
		{
			label: 'Conversion',
			about: reportNumbers['funnel.conversion'].definition,
			value: ({ steps }) => steps.at(-1)?.conversion ?? null,
			show: ({ steps }) => numbers.full(steps.at(-1)?.conversion, 'percentage'),
		},
	];
	return (
		<section class="sheet report-part" aria-label={`By ${dimensionLabel(by)}`}>
			<header class="report-part-head">
				<h2>By {dimensionLabel(by).toLowerCase()}</h2>
				<SaveRows name={`Funnel by ${dimensionLabel(by)}`} columns={columns} rows={breakdown} />
			</header>
			<ReportTable caption={`Funnel by ${dimensionLabel(by)}`} columns={columns} rows={breakdown} />
		</section>
	);
}
