import { type DimensionGroup, type DimensionName, dimensionGroups, dimensionNames, dimensions } from '@footfall/protocol';
import type { ItemKind } from '../data/items.ts';
import type { PanelTab } from '../state/view.ts';

/** The order of the panels on the page. */
export const panelGroups = Object.keys(dimensionGroups) as DimensionGroup[];

/** The tabs that stand first in each panel; the other dimensions of its group follow behind "More". */
const first: Record<DimensionGroup, readonly PanelTab[]> = {
	sources: ['visit:channel', 'visit:source', 'visit:referrer'],
	pages: ['event:page', 'event:route', 'visit:entry_page', 'visit:exit_page'],
	locations: ['visit:country', 'map', 'visit:region_name', 'visit:city'],
	devices: ['visit:browser', 'visit:os', 'visit:device'],
	events: ['event:name', 'event:goal'],
};

/** Dimensions that are made of a list of the site; their tabs appear with its first entry. */
export const settingDimensions = { 'event:route': 'routes', 'event:goal': 'goals' } as const satisfies Partial<
	Record<DimensionName, ItemKind>
>;

/** Dimensions that many sites have no values for; their tabs appear with the first one. */
export const optionalDimensions = [
	'visit:region',
	'visit:region_name',
	'visit:city',
	'visit:user',
] as const satisfies readonly DimensionName[];

/** A panel's tabs: those in sight, and those behind "More". */
export function tabsOf(group: DimensionGroup): { shown: readonly PanelTab[]; more: readonly DimensionName[] } {
	const inGroup = dimensionNames.filter((name) => dimensions[name].group === group && dimensions[name].origin !== 'lookup');
	return { shown: first[group], more: inGroup.filter((name) => !first[group].includes(name)) };
}
