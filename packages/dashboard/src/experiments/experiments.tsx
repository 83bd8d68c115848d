import { type ExperimentAnswer, reportNumbers, type Variant } from '@footfall/protocol';
import { useApp } from '../context.ts';
import { ActionEditor, KnownActions } from '../reports/actioneditor.tsx';
import { DailyNotice, ReportBody, ReportHead } from '../reports/page.tsx';
import { type Column, ReportTable, SaveRows } from '../reports/table.tsx';
import { useReport } from '../reports/usereport.ts';
import { TextField } from '../ui/textfield.tsx';
import { type ExperimentView, readExperiment, writeExperiment } from './experimentview.ts';
import '../styles/experiments.css';

/** Which variant of something converts better. */
export function Experiments() {
	const { view } = useApp();
	const experiment = readExperiment(view.value.own);
	const report = useReport<ExperimentAnswer>('experiment', experiment.ask);
	return (
		<>
			<ReportHead
				title="Experiments"
				lead="Conversion by the variant that visitors were shown, and how sure one can be of the difference."
			/>
			<KnownActions />
			<Tools experiment={experiment} />
			{experiment.ask === undefined ? (
				<p class="note sheet">
					Name the property that holds the variant, and the goal. A page tells its variant with an event of its own:{' '}
					<code>{"footfall('Experiment', { props: { headline: 'short' } })"}</code>
				</p>
			) : (
				<ReportBody report={report}>
					{(answer) =>
						answer.variants.length === 0 ? (
							<p class="note sheet">
								No event in this range has this property{answer.mixed > 0 ? ', but for visitors who were shown several variants' : ''}.
							</p>
						) : (
							<Result answer={answer} />
						)
					}
				</ReportBody>
			)}
		</>
	);
}

function Tools({ experiment }: { experiment: ExperimentView }) {
	const { go } = useApp();
	const change = (part: Partial<ExperimentView>): void => go({ own: writeExperiment({ ...experiment, ...part }) }, 'replace');
	return (
		<section class="sheet report-part" aria-label="Experiment">
			<div class="report-tools">
				<div class="report-choice">
					<span>Variant:</span>
					<TextField
						label="Property"
						placeholder="Property, e.g. headline"
						value={experiment.property}
						onCommit={(property) => change({ property })}
					/>
				</div>
				<div class="report-choice">
					<span>of</span>
					<TextField
						label="Exposure"
						list="known-events"
						placeholder="any event"
						value={experiment.exposure}
						onCommit={(exposure) => change({ exposure })}
					/>
				</div>
				<div class="report-choice">
					<span>Goal:</span>
					<ActionEditor label="Goal" draft={experiment.goal} onChange={(goal) => change({ goal })} />
				</div>
			</div>
		</section>
	);
}

function Result({ answer: { variants, mixed, ratio, meta } }: { answer: ExperimentAnswer }) {
	const { numbers, view, go } = useApp();
	const number = (value: number | null): string => numbers.full(value, 'percentage');
	const most = Math.max(...variants.map(({ high }) => high), 1);
	const control = variants[0]?.value ?? '';
	const columns: [Column<Variant>, ...Column<Variant>[]] = [
		{
			label: 'Variant',
			value: ({ value }) => value,
			show: (variant) => (
				<>
					<bdi>{variant.value}</bdi>{' '}
					{variant.value === control ? (
						<span class="variant-control">control</span>
					) : (
						<button
							type="button"
							class="report-link variant-make"
							aria-label={`make control: ${variant.value}`}
							onClick={() => go({ own: { ...view.peek().own, control: [variant.value] } }, 'replace')}
						>
							make control
						</button>
					)}
				</>
			),
		},
		{
			label: reportNumbers['experiment.visitors'].label,
			about: reportNumbers['experiment.visitors'].definition,
			value: ({ visitors }) => visitors,
			show: ({ visitors }) => numbers.count(visitors),
		},
		{
			label: reportNumbers['experiment.converted'].label,
			about: reportNumbers['experiment.converted'].definition,
			value: ({ converted }) => converted,
			show: ({ converted }) => numbers.count(converted),
		},
		{
			label: reportNumbers['experiment.rate'].label,
			about: reportNumbers['experiment.rate'].definition,
			value: ({ rate }) => rate,
			show: ({ rate }) => <strong>{number(rate)}</strong>,
		},
		{ label: 'From', value: ({ low }) => low, show: ({ low }) => number(low) },
		{ label: 'To', value: ({ high }) => high, show: ({ high }) => number(high) },
		{ label: 'Change', value: ({ lift }) => lift, show: ({ lift }) => numbers.change(lift) || '–' },
		{
			label: reportNumbers['experiment.better'].label,
			about: reportNumbers['experiment.better'].definition,
			value: ({ better }) => better,
			show: ({ better }) => (better === null ? '–' : chance(better, number)),
		},
	];
	return (
		<>
			{ratio?.suspicious === true && (
				<p class="report-notice" role="alert">
					The split itself looks broken: as uneven as this it would be by chance in fewer than one of a thousand cases (chi-square{' '}
					{ratio.chi_square.toFixed(1)}, p {ratio.p < 0.0001 ? '< 0.0001' : ratio.p.toFixed(4)}). Find out why before you believe the rates.
				</p>
			)}
			<DailyNotice meta={meta}>
				Without cookies a visitor is known for one day only, and counts again, perhaps with another variant, on the next.
			</DailyNotice>
			<section class="sheet report-part" aria-label="Variants">
				<header class="report-part-head">
					<h2>
						{verdictOf(variants)}
						<small>
							{mixed > 0 && `${numbers.counted(mixed, 'visitor')} saw several variants and ${mixed === 1 ? 'is' : 'are'} left out. `}
							{ratio !== null && !ratio.suspicious && `The split is as even as chance makes it (p ${ratio.p.toFixed(3)}).`}
						</small>
					</h2>
					<SaveRows name="Experiment" columns={columns} rows={variants} />
				</header>
				<div class="variants" aria-hidden="true">
					{variants.map(({ value, rate, low, high }) => (
						<div key={value} class="variant">
							<bdi class="variant-name">{value}</bdi>
							<span class="variant-line">
								<span class="variant-range" style={{ left: `${(100 * low) / most}%`, width: `${(100 * (high - low)) / most}%` }} />
								<span class="variant-rate" style={{ left: `${(100 * rate) / most}%` }} />
							</span>
							<span class="variant-number">{numbers.short(rate, 'percentage')}</span>
						</div>
					))}
				</div>
				<ReportTable caption="Variants" columns={columns} rows={variants} />
			</section>
		</>
	);
}

/** A probability in percent; what is nearly sure is not written as sure. */
function chance(probability: number, number: (percent: number) => string): string {
	if (probability > 0.999) return `> ${number(99.9)}`;
	return probability < 0.001 ? `< ${number(0.1)}` : number(100 * probability);
}

/** Surer than this either way, one may say so. */
const SURE = 0.95;

/** What can be said of the variants, in a sentence. */
function verdictOf(variants: readonly Variant[]): string {
	const [control, ...others] = variants;
	if (control === undefined || others.length === 0) return 'There is only one variant so far.';
	const best = others.reduce((one, other) => ((other.better ?? 0) > (one.better ?? 0) ? other : one));
	if ((best.better ?? 0) >= SURE) return `“${best.value}” converts better than “${control.value}”.`;
	if (others.every(({ better }) => (better ?? 1) <= 1 - SURE)) return `Nothing converts better than “${control.value}”.`;
	return 'No variant is surely better yet.';
}
