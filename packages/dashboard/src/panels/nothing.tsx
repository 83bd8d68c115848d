import { dimensions, isDimensionName, type QueryResult } from '@footfall/protocol';
import type { ComponentChildren } from 'preact';
import { useApp } from '../context.ts';
import type { PanelDimension } from '../state/view.ts';

const places = (
	<>
		Regions and cities come from a database that the server reads: whoever runs it names the file in <code>FOOTFALL_GEO_DATABASE</code>.
		Without one, only countries are known.
	</>
);

/** What a site needs for some dimensions to have values at all. */
const needs: Partial<Record<PanelDimension, ComponentChildren>> = {
	'visit:region': <>No region is known here. {places}</>,
	'visit:region_name': <>No region is known here. {places}</>,
	'visit:city': <>No city is known here. {places}</>,
};

/** Whether a list tells nothing: no rows, or of a dimension that needs something only that nobody has a value. */
export function tellsNothing(dimension: PanelDimension, { results }: QueryResult): boolean {
	if (results.length === 0) return true;
	if (!isDimensionName(dimension) || needs[dimension] === undefined) return false;
	const { none } = dimensions[dimension];
	return results.every((row) => row.dimensions[0] === none);
}

/** Why a list tells nothing. */
export function Nothing({ dimension }: { dimension: PanelDimension }) {
	const { view } = useApp();
	return (
		<p class="note">{needs[dimension] ?? `Nothing here for this range${view.value.filters.length > 0 ? ' and these filters' : ''}.`}</p>
	);
}
