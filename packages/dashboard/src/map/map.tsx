import type { QueryResult } from '@footfall/protocol';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { useDrawing } from '../chart/usedrawing.ts';
import { useApp, useSite } from '../context.ts';
import { metricAt } from '../data/api.ts';
import { mapQuery } from '../data/queries.ts';
import { useAnswer } from '../data/useanswer.ts';
import { isCountry } from '../format/labels.ts';
import { ValueMark } from '../panels/valuemark.tsx';
import { toggledValue } from '../state/filters.ts';
import { createChoropleth, type MapColours } from './choropleth.ts';

interface Pointed {
	readonly code: string;
	readonly x: number;
	readonly y: number;
}

/** The world, coloured by visitors; a click on a country filters the page, or takes the filter back. */
export function WorldMap() {
	const { view, go, numbers, labels } = useApp();
	const [pointed, setPointed] = useState<Pointed>();
	const site = useSite();
	const { result } = useAnswer(mapQuery(site.id, view.value));
	const values = useMemo(() => (result === undefined ? nobody : valuesOf(result)), [result]);
	const { canvas, drawing: map } = useDrawing(createChoropleth, (map, canvas) => map.show(values, readMapColours(canvas)), [values]);
	useEffect(() => map.current?.mark(pointed?.code), [pointed?.code]);

	const find = (event: PointerEvent | MouseEvent): Pointed | undefined => {
		const box = canvas.current?.getBoundingClientRect();
		if (box === undefined) return undefined;
		const [x, y] = [event.clientX - box.left, event.clientY - box.top];
		const code = map.current?.countryAt(x, y);
		return code === undefined ? undefined : { code, x, y };
	};
	const touched = useRef(false);
	const most = Math.max(0, ...values.values());
	return (
		<div class="map">
			{/* biome-ignore lint/a11y/useKeyWithClickEvents: the rows below do the same by key */}
			<div
				class={`map-space${pointed !== undefined && values.has(pointed.code) ? ' map-clickable' : ''}`}
				role="img"
				aria-label="Map of the world: visitors by country"
				onPointerDown={(event) => {
					touched.current = event.pointerType === 'touch';
				}}
				onPointerMove={(event) => {
					if (event.pointerType !== 'touch') setPointed(find(event));
				}}
				onPointerLeave={(event) => {
					if (event.pointerType !== 'touch') setPointed(undefined);
				}}
				onClick={(event) => {
					const at = find(event);
					// A first tap tells the country, a second one chooses it.
					if (touched.current && at?.code !== pointed?.code) return setPointed(at);
					if (at === undefined || !values.has(at.code)) return undefined;
					setPointed(undefined);
					return go({ filters: toggledValue(view.value.filters, 'visit:country', at.code) });
				}}
			>
				<canvas ref={canvas} />
			</div>
			{pointed !== undefined && (
				<div
					class="map-tip"
					style={{ left: `${Math.max(70, Math.min(pointed.x, (canvas.current?.clientWidth ?? 0) - 70))}px`, top: `${pointed.y}px` }}
				>
					<ValueMark dimension="visit:country" value={pointed.code} /> {labels.of('visit:country', pointed.code)}
					<strong>{numbers.count(values.get(pointed.code) ?? 0)}</strong>
				</div>
			)}
			{most > 0 && (
				<p class="map-legend" aria-hidden="true">
					{most > 1 && <span>1</span>}
					<span class="map-scale" />
					<span>{numbers.short(most, 'visitors')}</span>
				</p>
			)}
		</div>
	);
}

const nobody: ReadonlyMap<string, number> = new Map();

function valuesOf(result: QueryResult): ReadonlyMap<string, number> {
	const at = metricAt(result, 'visitors');
	return new Map(
		result.results.flatMap(({ dimensions: [code = ''], metrics }) => {
			const value = metrics[at];
			return isCountry(code) && typeof value === 'number' ? [[code, value] as const] : [];
		}),
	);
}

/** Reads the colours from the custom properties registered in tokens.css. */
function readMapColours(element: Element): MapColours {
	const style = getComputedStyle(element);
	const colour = (name: string): string => style.getPropertyValue(`--map-${name}`).trim();
	return { land: colour('land'), border: colour('border'), low: colour('low'), high: colour('high'), mark: colour('mark') };
}
