import { type Interval, type MetricName, metrics } from '@footfall/protocol';
import { useMemo, useState } from 'preact/hooks';
import { MainChart } from '../chart/chart.tsx';
import { ChartControls, TABLE_ALWAYS } from '../chart/chartcontrols.tsx';
import { ChartTable } from '../chart/charttable.tsx';
import { marksOf } from '../chart/marks.ts';
import { useInterval } from '../chart/useinterval.ts';
import { useApp, useSite } from '../context.ts';
import type { Failure } from '../data/api.ts';
import { type CardSet, cardsOf } from '../data/cards.ts';
import { cardsQuery, seriesQuery } from '../data/queries.ts';
import { pointsOf, thinOut } from '../data/series.ts';
import { type Shown, useAnswer } from '../data/useanswer.ts';
import { useItems } from '../data/useitems.ts';
import { intervals } from '../state/intervals.ts';
import { comparisons } from '../state/view.ts';
import { FailureNote } from '../ui/failure.tsx';
import { Icon } from '../ui/icon.tsx';
import { ImportedSwitch } from '../ui/imported.tsx';
import { tip } from '../ui/tip.tsx';
import { Card } from './card.tsx';

/** Values in a card's small line. */
const TREND_POINTS = 32;
/** The totals and their course. */
export function Overview() {
	const { view } = useApp();
	const site = useSite();
	const current = view.value;
	const totals = useAnswer(cardsQuery(site.id, current));
	const { interval, fitting, known } = useInterval(totals.stale ? undefined : totals.result?.query);
	const series = useAnswer(known ? seriesQuery(site.id, current, interval) : undefined);
	const cards = cardsOf(current);
	const metric = cards.metrics.find((name) => name === current.metric) ?? cards.metrics[0];
	const trends = useMemo(() => trendsOf(series.result, cards), [series.result, cards]);
	const drawn = cards.metrics.filter((name) => !isEmptyMoney(totals.result, name));
	const failure = totals.failure ?? series.failure;
	const retry = (): void => {
		totals.retry();
		series.retry();
	};
	return (
		<section
			class={`overview sheet${totals.stale || series.stale ? ' stale' : ''}`}
			aria-label="Overview"
			aria-busy={totals.result === undefined}
		>
			<div class={`cards cards-${drawn.length}`}>
				{drawn.map((name) => (
					<Card
						key={name}
						metric={name}
						label={cards.labels[name] ?? metrics[name].label}
						result={totals.result}
						trend={trends[name] ?? []}
						chosen={name === metric}
					/>
				))}
			</div>
			<Course totals={totals} series={series} failure={failure} retry={retry} metric={metric} interval={interval} fitting={fitting} />
		</section>
	);
}

interface CourseProps {
	totals: Shown;
	series: Shown;
	failure: Failure | undefined;
	retry(): void;
	metric: MetricName;
	interval: Interval;
	fitting: readonly Interval[];
}

/** The main chart with what belongs to it. */
function Course({ totals, series, failure, retry, metric, interval, fitting }: CourseProps) {
	const { view, overlay } = useApp();
	const site = useSite();
	const { compare } = view.value;
	const [table, setTable] = useState(false);
	const points = useMemo(() => (series.result === undefined ? [] : pointsOf(series.result, metric)), [series.result, metric]);
	// A stale answer may have buckets of another interval; its labels are still written as what they were asked as.
	const drawn = intervalOf(series.result?.query.dimensions[0]) ?? interval;
	const notes = useItems('annotations').all.value;
	const marks = useMemo(
		() =>
			marksOf(
				points.map(({ label }) => label),
				drawn,
				notes ?? [],
				site.timeZone,
			),
		[points, drawn, notes, site.timeZone],
	);
	const compared = points.some(({ beforeLabel }) => beforeLabel !== undefined);
	return (
		<>
			<div class="chart-tools">
				{compared && (
					<p class="legend">
						<span class="legend-now">{metrics[metric].label}</span>
						<span class="legend-before">{comparisons[compare]}</span>
					</p>
				)}
				<ImportedSwitch metas={[totals.result?.meta, series.result?.meta]} />
				<button
					type="button"
					class="icon-button"
					aria-label="Note on the chart (K)"
					onClick={() => {
						overlay.value = 'note';
					}}
					{...tip('Note on the chart (K)')}
				>
					<Icon name="note" />
				</button>
				<ChartControls table={table} onTable={setTable} interval={interval} fitting={fitting} />
			</div>
			<div class="chart-space">
				{failure !== undefined && <FailureNote failure={failure} retry={retry} brief={series.result !== undefined} />}
				{series.result === undefined ? (
					failure === undefined && <div class="chart-skeleton" />
				) : (
					<>
						{!table && <MainChart points={points} metric={metric} interval={drawn} marks={marks} />}
						{(table || points.length <= TABLE_ALWAYS) && (
							<ChartTable points={points} metric={metric} interval={drawn} marks={marks} visible={table} />
						)}
					</>
				)}
			</div>
		</>
	);
}

/** Whether a metric is of money, and there is none: most goals bring none, and a card would only say so. */
function isEmptyMoney(result: Shown['result'], metric: MetricName): boolean {
	if (metrics[metric].unit !== 'money') return false;
	const value = result?.results[0]?.metrics[result.query.metrics.indexOf(metric)];
	return !Array.isArray(value) || value.length === 0;
}

function intervalOf(dimension: string | undefined): Interval | undefined {
	const name = dimension?.slice('time:'.length);
	return (Object.keys(intervals) as Interval[]).find((interval) => interval === name);
}

/** Every card's line. What still runs is left out: it would always seem to fall. */
function trendsOf(
	result: Parameters<typeof pointsOf>[0] | undefined,
	{ metrics: names }: CardSet,
): Partial<Record<MetricName, (number | null)[]>> {
	if (result === undefined) return {};
	const trend = (metric: MetricName): (number | null)[] => {
		const values = pointsOf(result, metric)
			.filter(({ running }) => !running)
			.map(({ value }) => value);
		const end = values.findLastIndex((value) => value !== null);
		return thinOut(values.slice(0, end + 1), TREND_POINTS);
	};
	return Object.fromEntries(names.map((metric) => [metric, trend(metric)]));
}
