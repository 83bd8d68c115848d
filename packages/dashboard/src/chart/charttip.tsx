import type { Annotation, Interval, MetricName } from '@footfall/protocol';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { ChangeMark } from '../cards/change.tsx';
import { useApp } from '../context.ts';
import { changeOf, type Point } from '../data/series.ts';
import { useNoteWords } from '../notes/marklayer.tsx';

interface ChartTipProps {
	point: Point;
	metric: MetricName;
	label: string;
	interval: Interval;
	notes: readonly Annotation[];
	/** The point on the chart, in pixels from its corner. */
	x: number;
	y: number;
}

const GAP = 14;

/** What one bucket says: when, how much, and against what. */
export function ChartTip({ point, metric, label, interval, notes, x, y }: ChartTipProps) {
	const { numbers, times } = useApp();
	const words = useNoteWords();
	const box = useRef<HTMLDivElement>(null);
	useLayoutEffect(() => {
		const element = box.current;
		const frame = element?.parentElement;
		if (element === null || element === undefined || frame === null || frame === undefined) return;
		const right = x + GAP + element.offsetWidth < frame.clientWidth;
		const left = right ? x + GAP : Math.max(0, x - GAP - element.offsetWidth);
		element.style.transform = `translate(${left}px, ${Math.max(0, Math.min(y - element.offsetHeight - 4, frame.clientHeight - element.offsetHeight - 30))}px)`;
	}, [x, y, point]);
	return (
		<div class="chart-tip" ref={box}>
			<div class="chart-tip-head">
				<span>{label}</span>
				<ChangeMark change={changeOf(point.before, point.value)} metric={metric} />
			</div>
			<dl>
				<div class="chart-tip-now">
					<dt>
						{times.bucket(point.label, interval)}
						{point.running && <em> so far</em>}
					</dt>
					<dd>{numbers.full(point.value, metric, point.currency)}</dd>
				</div>
				{point.beforeLabel !== undefined && (
					<div class="chart-tip-before">
						<dt>{times.bucket(point.beforeLabel, interval)}</dt>
						<dd>{numbers.full(point.before, metric, point.currency)}</dd>
					</div>
				)}
			</dl>
			{notes.map((note) => (
				<p key={note.id} class="chart-tip-note">
					{words(note)}
				</p>
			))}
		</div>
	);
}
