import { type Interval, type MetricName, metrics } from '@footfall/protocol';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { useApp, useSite } from '../context.ts';
import type { Point } from '../data/series.ts';
import { MarkLayer } from '../notes/marklayer.tsx';
import { ChartTip } from './charttip.tsx';
import { readColours } from './colours.ts';
import { createLineChart, type Stretch } from './line.ts';
import type { Marks } from './marks.ts';
import { axisStep, axisTop } from './scale.ts';
import { useDrawing } from './usedrawing.ts';
import { zoomRange } from './zoom.ts';

interface MainChartProps {
	points: readonly Point[];
	metric: MetricName;
	/** What the line is called, where it is not what the metric is. */
	label?: string;
	interval: Interval;
	marks: Marks;
}

/** The main chart: follows the pointer and the arrow keys, zooms into a bucket on click or Enter. */
export function MainChart({ points, metric, label = metrics[metric].label, interval, marks }: MainChartProps) {
	const { numbers, times, go, today } = useApp();
	const site = useSite();
	const [at, setAt] = useState(-1);
	const [lines, setLines] = useState<Stretch>();

	const data = useMemo(() => {
		const { unit } = metrics[metric];
		const currency = points[0]?.currency;
		const before = points.some((point) => point.before !== null) ? points.map((point) => point.before) : [];
		const max = Math.max(0, ...points.map(({ value }) => value ?? 0), ...before.map((value) => value ?? 0));
		return {
			labels: points.map(({ label }) => times.tick(label, interval)),
			values: points.map(({ value }) => value),
			before,
			running: points.findIndex(({ running }) => running),
			noted: [...marks.keys()],
			top: axisTop(max, unit),
			step: axisStep(max, unit),
			formatY: (value: number) => (currency === undefined ? numbers.axis(value, metric) : numbers.short([{ currency, value }], metric)),
		};
	}, [points, metric, interval, marks, times, numbers]);

	const { canvas, drawing: chart } = useDrawing(
		(canvas) =>
			createLineChart(canvas, (next) => setLines((known) => (known?.left === next.left && known.right === next.right ? known : next))),
		(chart, canvas) => chart.show(data, readColours(canvas)),
		[data],
	);
	useEffect(() => chart.current?.mark(at), [at]);

	const zoom = (index: number): void => {
		const label = points[index]?.label;
		const range = label === undefined ? undefined : zoomRange(label, interval, today.value, site.timeZone);
		if (range === undefined) return;
		setAt(-1);
		go({ range, interval: undefined });
	};
	const indexOf = (event: PointerEvent | MouseEvent): number => {
		const left = canvas.current?.getBoundingClientRect().left ?? 0;
		return chart.current?.indexAt(event.clientX - left) ?? -1;
	};
	const touched = useRef(false);
	const point = points[at];
	const place = point === undefined ? undefined : chart.current?.placeOf(at);

	const xOf = (index: number): number => {
		const { left = 0, right = 0 } = lines ?? {};
		return points.length < 2 ? left : left + ((right - left) * index) / (points.length - 1);
	};

	return (
		<div class="chart-frame">
			<div
				class="chart"
				role="slider"
				tabIndex={0}
				aria-label={`${label} over time; Enter zooms in`}
				aria-valuemin={0}
				aria-valuemax={points.length - 1}
				aria-valuenow={Math.max(0, at)}
				aria-valuetext={
					point === undefined ? '' : `${times.bucket(point.label, interval)}: ${numbers.full(point.value, metric, point.currency)}`
				}
				onPointerMove={(event) => {
					if (event.pointerType !== 'touch') setAt(indexOf(event));
				}}
				onPointerDown={(event) => {
					touched.current = event.pointerType === 'touch';
				}}
				onPointerLeave={(event) => {
					if (event.pointerType !== 'touch') setAt(-1);
				}}
				onBlur={() => setAt(-1)}
				onClick={(event) => {
					const index = indexOf(event);
					// A first tap shows what is there, a second one goes into it.
					if (touched.current && index !== at) setAt(index);
					else zoom(index);
				}}
				onKeyDown={(event) => {
					if (event.key === 'Enter') return zoom(at);
					const next = { ArrowLeft: at < 0 ? points.length - 1 : at - 1, ArrowRight: at + 1, Home: 0, End: points.length - 1 }[event.key];
					if (next === undefined) return undefined;
					event.preventDefault();
					event.stopPropagation();
					return setAt(Math.max(0, Math.min(points.length - 1, next)));
				}}
			>
				<canvas ref={canvas} />
				{point !== undefined && place !== undefined && (
					<ChartTip point={point} metric={metric} label={label} interval={interval} notes={marks.get(at) ?? []} x={place.x} y={place.y} />
				)}
			</div>
			{lines !== undefined && <MarkLayer marks={marks} xOf={xOf} />}
		</div>
	);
}
