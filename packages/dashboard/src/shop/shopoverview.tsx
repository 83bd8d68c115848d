import { type CommerceNumbers, type CommerceOverview, type Interval, reportNumbers, shopStepNames, shopSteps } from '@footfall/protocol';
import { useMemo, useState } from 'preact/hooks';
import { CardFace } from '../cards/card.tsx';
import { MainChart } from '../chart/chart.tsx';
import { ChartControls, TABLE_ALWAYS } from '../chart/chartcontrols.tsx';
import { ChartTable } from '../chart/charttable.tsx';
import { marksOf } from '../chart/marks.ts';
import { useApp, useSite } from '../context.ts';
import { comparisonOf } from '../data/queries.ts';
import { changeOf } from '../data/series.ts';
import { useItems } from '../data/useitems.ts';
import { comparisons } from '../state/view.ts';
import { tip } from '../ui/tip.tsx';
import { Facts } from './facts.tsx';
import { OrderList } from './orderlist.tsx';
import { ProductList } from './productlist.tsx';
import { definitionOf, labelOf, metricOf, pointsOf, shownOf, trendOf } from './shopnumbers.ts';
import { shopCards } from './shopview.ts';
import { useShopView } from './useshopview.ts';

interface OverviewProps {
	answer: CommerceOverview;
	/** The answer no longer moves. */
	failed: boolean;
	interval: Interval;
	fitting: readonly Interval[];
}

/** The totals of a shop and their course, the way to an order, and the first rows of the lists. */
export function ShopOverview({ answer, failed, interval, fitting }: OverviewProps) {
	const { shown, change } = useShopView();
	return (
		<>
			<section class={`sheet${failed ? ' stale' : ''}`} aria-label="Shop overview">
				<div class="cards cards-6">
					{shopCards.map((name) => (
						<ShopCard
							key={name}
							name={name}
							answer={answer}
							chosen={name === shown.show}
							onChoose={() => change({ ...shown, show: name })}
						/>
					))}
				</div>
				<Course answer={answer} show={shown.show} interval={interval} fitting={fitting} />
			</section>
			<div class="shop-parts">
				<Steps answer={answer} />
				<People answer={answer} />
				<ProductList brief currency={answer.currency ?? undefined} />
				<OrderList brief currency={answer.currency ?? undefined} />
			</div>
		</>
	);
}

interface CardProps {
	name: keyof CommerceNumbers;
	answer: CommerceOverview;
	chosen: boolean;
	onChoose(): void;
}

function ShopCard({ name, answer, chosen, onChoose }: CardProps) {
	const { numbers, times } = useApp();
	const { totals, comparison, currency } = answer;
	const metric = metricOf(name);
	const before = comparison?.totals[name];
	const lines = [definitionOf(name)];
	if (comparison !== undefined)
		lines.push(`${times.resolved(comparison.date_range)}: ${numbers.full(shownOf(comparison.totals, name, currency), metric)}.`);
	return (
		<CardFace
			metric={metric}
			label={labelOf(name)}
			words={lines.join('\n')}
			value={shownOf(totals, name, currency)}
			change={before === undefined ? undefined : changeOf(before, totals[name])}
			trend={useMemo(() => trendOf(answer, name), [answer, name])}
			chosen={chosen}
			onChoose={onChoose}
		/>
	);
}

/** One number over time. */
function Course({ answer, show, interval, fitting }: Omit<OverviewProps, 'failed'> & { show: keyof CommerceNumbers }) {
	const { view } = useApp();
	const site = useSite();
	const [table, setTable] = useState(false);
	const compared = comparisonOf(view.value) !== undefined && answer.comparison !== undefined;
	const points = useMemo(() => pointsOf(answer, show, compared), [answer, show, compared]);
	const drawn = answer.series.interval;
	const notes = useItems('annotations').all.value;
	const marks = useMemo(() => marksOf(answer.series.labels, drawn, notes ?? [], site.timeZone), [answer, notes, site.timeZone]);
	const label = labelOf(show);
	return (
		<>
			<div class="chart-tools">
				{compared && (
					<p class="legend">
						<span class="legend-now">{label}</span>
						<span class="legend-before">{comparisons[view.value.compare]}</span>
					</p>
				)}
				<ChartControls table={table} onTable={setTable} interval={interval} fitting={fitting} />
			</div>
			<div class="chart-space">
				{!table && <MainChart points={points} metric={metricOf(show)} label={label} interval={drawn} marks={marks} />}
				{(table || points.length <= TABLE_ALWAYS) && (
					<ChartTable points={points} metric={metricOf(show)} name={label} interval={drawn} marks={marks} visible={table} />
				)}
			</div>
		</>
	);
}

/** Visits with each step on the way to an order. */
function Steps({ answer: { totals } }: { answer: CommerceOverview }) {
	const { numbers } = useApp();
	const { steps } = totals;
	const most = Math.max(1, ...Object.values(steps));
	const rate = reportNumbers['commerce.cart_to_order'];
	return (
		<section class="sheet report-part" aria-label="The way to an order">
			<header class="report-part-head">
				<h2>The way to an order</h2>
				<button type="button" class="report-about shop-rate" {...tip(rate.definition)}>
					{rate.label}: <strong>{numbers.full(totals.cart_to_order, 'conversion_rate')}</strong>
				</button>
			</header>
			<ol class="shop-steps">
				{shopStepNames.map((step) => (
					<li key={step}>
						<span class="bar" style={{ width: `${((100 * steps[step]) / most).toFixed(2)}%` }} />
						<span class="shop-step">{shopSteps[step].label}</span>
						<strong {...tip(reportNumbers['commerce.step'].definition)}>{numbers.count(steps[step])}</strong>
					</li>
				))}
			</ol>
			<p class="shop-note">Visits with each step, orders in any currency.</p>
		</section>
	);
}

/** Who bought for the first time, who came back, and what was given back. */
function People({ answer: { totals, currency } }: { answer: CommerceOverview }) {
	const { numbers } = useApp();
	const facts = [
		['commerce.new_buyers', numbers.count(totals.new_buyers)],
		['commerce.returning_buyers', numbers.count(totals.returning_buyers)],
		['commerce.unknown_buyers', numbers.count(totals.unknown_buyers)],
		[
			'commerce.refunded',
			`${numbers.full(currency === null ? [] : [{ currency, value: totals.refunded }], 'total_revenue')} (${numbers.count(totals.refunds)})`,
		],
	] as const;
	return (
		<section class="sheet report-part" aria-label="Buyers">
			<header class="report-part-head">
				<h2>Buyers</h2>
			</header>
			<Facts facts={facts} />
		</section>
	);
}
