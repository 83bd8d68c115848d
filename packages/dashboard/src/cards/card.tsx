import { type MetricName, type MetricValue, metrics, type QueryResult } from '@footfall/protocol';
import type { ComponentChildren } from 'preact';
import { sparkPath } from '../chart/sparkline.ts';
import { useApp } from '../context.ts';
import { metricAt } from '../data/api.ts';
import { Icon } from '../ui/icon.tsx';
import { showTip, tip } from '../ui/tip.tsx';
import { ChangeMark } from './change.tsx';

interface CardProps {
	metric: MetricName;
	label: string;
	result: QueryResult | undefined;
	/** The metric over time, few enough values to draw small. */
	trend: readonly (number | null)[];
	chosen: boolean;
}

const SPARK = { width: 100, height: 26 };

/** A metric of an answer as a card; a click puts it on the main chart. */
export function Card({ metric, label, result, trend, chosen }: CardProps) {
	const { go } = useApp();
	const at = result === undefined ? -1 : metricAt(result, metric);
	const row = result?.results[0];
	const value = row?.metrics[at] ?? (metrics[metric].unit === 'count' ? 0 : null);
	return (
		<CardFace
			metric={metric}
			label={label}
			words={useDefinition(metric, result)}
			value={result === undefined ? undefined : value}
			change={row?.comparison?.change[at]}
			trend={trend}
			chosen={chosen}
			onChoose={() => go({ metric }, 'replace')}
			mark={
				result?.meta.metric_warnings?.[metric] !== undefined && (
					<>
						<span aria-hidden="true">*</span>
						<span class="hidden-text"> of own events only</span>
					</>
				)
			}
		/>
	);
}

interface FaceProps {
	/** How the value is written, and which direction is good news. */
	metric: MetricName;
	label: string;
	/** Its definition, and what this one is compared with. */
	words: string;
	/** Undefined: it is on its way. */
	value: MetricValue | undefined;
	/** Percent, where there is something to compare it with. */
	change: number | null | undefined;
	trend: readonly (number | null)[];
	chosen: boolean;
	onChoose(): void;
	/** Said behind the label. */
	mark?: ComponentChildren;
}

/** One total: its value, how it changed, and its course. */
export function CardFace({ metric, label, words, value, change, trend, chosen, onChoose, mark }: FaceProps) {
	const { numbers } = useApp();
	const path = sparkPath(trend, SPARK.width, SPARK.height);
	return (
		<div class={`card${chosen ? ' card-chosen' : ''}`} data-metric={metric}>
			<button type="button" class="card-button" aria-pressed={chosen} onClick={onChoose} {...tip(words)}>
				<span class="card-label">
					{label}
					{mark}
				</span>
				{value === undefined ? (
					<span class="card-value">
						<span class="skeleton" />
					</span>
				) : (
					<span class="card-value" title={numbers.full(value, metric)}>
						<span class="card-number" key={numbers.short(value, metric)}>
							{numbers.short(value, metric)}
						</span>
						<ChangeMark change={change} metric={metric} />
					</span>
				)}
				<svg class="card-trend" viewBox={`0 -2 ${SPARK.width} ${SPARK.height + 4}`} preserveAspectRatio="none" aria-hidden="true">
					{path !== '' && <path d={path} />}
				</svg>
			</button>
			<button
				type="button"
				class="card-info"
				aria-label={`What ${label} means`}
				onClick={(event) => showTip(event.currentTarget, words)}
				onBlur={tip('').onBlur}
			>
				<Icon name="info" />
			</button>
		</div>
	);
}

/** The metric's definition, how this answer counted visitors, and what it is compared with. */
function useDefinition(metric: MetricName, result: QueryResult | undefined): string {
	const { numbers, times } = useApp();
	const lines: string[] = [metrics[metric].definition];
	if (result === undefined) return lines[0] ?? '';
	if (metric === 'visitors') {
		lines.push(
			result.meta.visitors === 'sum_of_days' ? 'Here: each day’s visitors added up.' : 'Here: distinct visitors over the whole range.',
		);
	}
	const own = result.meta.metric_warnings?.[metric];
	if (own !== undefined) lines.push(own.warning);
	else if (result.meta.imports_included === true) lines.push('Imported data is included.');
	const before = result.results[0]?.comparison?.metrics[metricAt(result, metric)];
	const range = result.query.comparison_date_range;
	if (before !== undefined && range !== undefined) {
		lines.push(`${times.resolved(range)}: ${numbers.full(before, metric)}.`);
	}
	return lines.join('\n');
}
