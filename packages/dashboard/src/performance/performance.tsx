import {
	type DimensionName,
	type PerformanceAnswer,
	type PerformanceAsk,
	type PerformanceRow,
	ratingOf,
	reportNumbers,
	type Vital,
	type VitalSummary,
	vitalNames,
	vitals,
} from '@footfall/protocol';
import { useApp } from '../context.ts';
import { ReportBody, ReportHead } from '../reports/page.tsx';
import { type Column, ReportTable, SaveRows } from '../reports/table.tsx';
import { useReport } from '../reports/usereport.ts';
import { dimensionLabel, withValue } from '../state/filters.ts';
import type { View } from '../state/view.ts';
import '../styles/performance.css';

const dimensions = {
	pages: 'event:page',
	devices: 'visit:device',
	countries: 'visit:country',
	browsers: 'visit:browser',
} as const satisfies Record<string, DimensionName>;
type By = keyof typeof dimensions;

const ratings = { good: 'Good', needs_improvement: 'Needs improvement', poor: 'Poor' } as const;

interface PerformanceView {
	readonly by: By;
	readonly vital: Vital;
	readonly first: 'slow' | 'fast';
	readonly quantile: 'p75' | 'p90';
}

function readView(own: View['own']): PerformanceView {
	const [by = '', vital = ''] = [own.by?.[0], own.vital?.[0]];
	return {
		by: Object.hasOwn(dimensions, by) ? (by as By) : 'pages',
		vital: Object.hasOwn(vitals, vital) ? (vital as Vital) : 'lcp',
		first: own.first?.[0] === 'fast' ? 'fast' : 'slow',
		quantile: own.quantile?.[0] === 'p90' ? 'p90' : 'p75',
	};
}

function writeView({ by, vital, first, quantile }: PerformanceView): View['own'] {
	return {
		...(by === 'pages' ? {} : { by: [by] }),
		...(vital === 'lcp' ? {} : { vital: [vital] }),
		...(first === 'slow' ? {} : { first: [first] }),
		...(quantile === 'p75' ? {} : { quantile: [quantile] }),
	};
}

/** How fast pages are felt to be. */
export function Performance() {
	const { view, go } = useApp();
	const shown = readView(view.value.own);
	const { by, vital, first } = shown;
	const ask: Pick<PerformanceAsk, 'by' | 'order'> = { by: dimensions[by], order: { vital, first } };
	const report = useReport<PerformanceAnswer>('performance', ask);
	const change = (part: Partial<PerformanceView>): void => go({ own: writeView({ ...shown, ...part }) }, 'replace');
	return (
		<>
			<ReportHead
				title="Performance"
				lead="How fast pages load and answer for the people who view them, with the bounds that Google sets."
			/>
			<ReportBody report={report}>
				{(answer) =>
					vitalNames.every((name) => answer.whole.vitals[name].samples === 0) ? (
						<p class="note sheet">
							No page view in this range has told how fast it was. The script does with <code>data-track="vitals"</code>.
						</p>
					) : (
						<>
							<Vitals answer={answer} shown={shown} onChange={change} />
							<List answer={answer} shown={shown} onChange={change} />
						</>
					)
				}
			</ReportBody>
		</>
	);
}

interface PartProps {
	answer: PerformanceAnswer;
	shown: PerformanceView;
	onChange(part: Partial<PerformanceView>): void;
}

/** How all page views together did. */
function Vitals({ answer: { whole }, shown, onChange }: PartProps) {
	const columns: [Column<Vital>, ...Column<Vital>[]] = [
		{ label: 'Vital', value: (vital) => vitals[vital].name },
		{ label: 'p75', value: (vital) => whole.vitals[vital].p75 },
		{ label: 'p90', value: (vital) => whole.vitals[vital].p90 },
		{ label: 'Good, %', value: (vital) => whole.vitals[vital].good },
		{ label: 'Poor, %', value: (vital) => whole.vitals[vital].poor },
		{ label: 'Views', value: (vital) => whole.vitals[vital].samples },
	];
	return (
		<section class="vitals-part" aria-label="Web vitals">
			<div class="vitals-head">
				<h2>All page views</h2>
				<SaveRows name="Web vitals" columns={columns} rows={vitalNames} />
			</div>
			<div class="vitals">
				{vitalNames.map((name) => (
					<VitalCard
						key={name}
						vital={name}
						summary={whole.vitals[name]}
						quantile={shown.quantile}
						chosen={name === shown.vital}
						onChoose={() => onChange({ vital: name })}
					/>
				))}
			</div>
		</section>
	);
}

interface CardProps {
	vital: Vital;
	summary: VitalSummary;
	quantile: 'p75' | 'p90';
	chosen: boolean;
	onChoose(): void;
}

function VitalCard({ vital, summary, quantile, chosen, onChoose }: CardProps) {
	const { numbers } = useApp();
	const { label, name, good, poor, source } = vitals[vital];
	const value = summary[quantile];
	const rating = value === null ? undefined : ratingOf(vital, value);
	const between = summary.good === null || summary.poor === null ? 0 : Math.max(0, 100 - summary.good - summary.poor);
	return (
		<section class={`sheet vital${chosen ? ' vital-chosen' : ''}`} aria-label={name}>
			<button type="button" class="vital-name" aria-pressed={chosen} onClick={onChoose}>
				{name} <small>{label}</small>
			</button>
			<p class="vital-value">
				<strong>{numbers.full(value, vital)}</strong>
				{rating !== undefined && <span class={`rating rating-${rating}`}>{ratings[rating]}</span>}
			</p>
			<div
				class="vital-shares"
				role="img"
				aria-label={`${numbers.full(summary.good, 'percentage')} good, ${numbers.full(between, 'percentage')} need improvement, ${numbers.full(summary.poor, 'percentage')} poor`}
			>
				<span class="share-good" style={{ width: `${summary.good ?? 0}%` }} />
				<span class="share-needs" style={{ width: `${between}%` }} />
				<span class="share-poor" style={{ width: `${summary.poor ?? 0}%` }} />
			</div>
			<p class="vital-bounds">
				good to {numbers.full(good, vital)}, poor above {numbers.full(poor, vital)} (
				<a href={source} target="_blank" rel="noopener noreferrer">
					web.dev
				</a>
				) · {numbers.counted(summary.samples, 'view')}
			</p>
		</section>
	);
}

function List({ answer: { rows, query }, shown, onChange }: PartProps) {
	const { numbers, labels, view, go } = useApp();
	const { by } = query;
	const name = `Performance by ${dimensionLabel(by)}`;
	const columns: [Column<PerformanceRow>, ...Column<PerformanceRow>[]] = [
		{
			label: dimensionLabel(by),
			value: ({ value }) => value,
			show: ({ value }) => (
				<button type="button" class="report-link" onClick={() => go({ filters: withValue(view.peek().filters, by, value) })}>
					<bdi>{labels.of(by, value)}</bdi>
				</button>
			),
		},
		{ label: 'Pageviews', value: ({ pageviews }) => pageviews, show: ({ pageviews }) => numbers.count(pageviews) },
		...vitalNames.map(
			(vital): Column<PerformanceRow> => ({
				label: `${vitals[vital].label} ${shown.quantile}`,
				about: `${vitals[vital].name}. ${reportNumbers[`performance.${shown.quantile}`].definition}`,
				value: (row) => row.vitals[vital][shown.quantile],
				show: (row) => {
					const value = row.vitals[vital][shown.quantile];
					if (value === null) return '–';
					const rating = ratingOf(vital, value);
					return (
						<span class={`rated rated-${rating}`} title={`${ratings[rating]}, ${numbers.counted(row.vitals[vital].samples, 'view')}`}>
							{numbers.full(value, vital)}
							<span class="hidden-text"> {ratings[rating]}</span>
						</span>
					);
				},
			}),
		),
	];
	return (
		<section class="sheet report-part" aria-label={name}>
			<header class="report-part-head">
				<div class="report-tools">
					<select
						class="select report-select"
						aria-label="First"
						value={shown.first}
						onChange={({ currentTarget: { value } }) => onChange({ first: value === 'fast' ? 'fast' : 'slow' })}
					>
						<option value="slow">Slowest first</option>
						<option value="fast">Fastest first</option>
					</select>
					<label class="report-choice">
						<span>by</span>
						<select
							class="select"
							aria-label="Vital"
							value={shown.vital}
							onChange={({ currentTarget: { value } }) => onChange({ vital: value as Vital })}
						>
							{vitalNames.map((vital) => (
								<option key={vital} value={vital}>
									{vitals[vital].name}
								</option>
							))}
						</select>
					</label>
					<select
						class="select report-select"
						aria-label="Percentile"
						value={shown.quantile}
						onChange={({ currentTarget: { value } }) => onChange({ quantile: value === 'p90' ? 'p90' : 'p75' })}
					>
						<option value="p75">75th percentile</option>
						<option value="p90">90th percentile</option>
					</select>
					<label class="report-choice">
						<span>of</span>
						<select
							class="select"
							aria-label="Rows"
							value={shown.by}
							onChange={({ currentTarget: { value } }) => onChange({ by: value as By })}
						>
							{Object.keys(dimensions).map((key) => (
								<option key={key} value={key}>
									{key}
								</option>
							))}
						</select>
					</label>
				</div>
				<SaveRows name={name} columns={columns} rows={rows} />
			</header>
			{rows.length === 0 ? (
				<p class="note">None of them has told this vital.</p>
			) : (
				<ReportTable caption={name} columns={columns} rows={rows} />
			)}
		</section>
	);
}
