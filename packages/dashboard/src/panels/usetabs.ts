import { type DimensionGroup, type DimensionName, isPropDimension } from '@footfall/protocol';
import { useEffect, useState } from 'preact/hooks';
import { useApp, useSite } from '../context.ts';
import { filledQuery } from '../data/queries.ts';
import { useItems } from '../data/useitems.ts';
import type { PanelDimension, PanelTab } from '../state/view.ts';
import { optionalDimensions, settingDimensions, tabsOf } from './layout.ts';

export interface Tabs {
	shown: readonly PanelTab[];
	more: readonly PanelTab[];
	open: PanelTab;
}

/** The tabs that a panel has now: without those that the site has no values for. */
export function useTabs(group: DimensionGroup): Tabs {
	const { view } = useApp();
	const asked = view.value.tabs[group];
	const tabs = tabsOf(group);
	const filled = useFilled([...tabs.shown, ...tabs.more].filter(isOptional));
	const set = { routes: useItems('routes').all.value?.length ?? 0, goals: useItems('goals').all.value?.length ?? 0 };
	const has = (tab: PanelTab): boolean => {
		if (tab === asked) return true;
		return isOptional(tab) ? filled.includes(tab) : isSetting(tab) ? set[settingDimensions[tab]] > 0 : true;
	};
	const shown = tabs.shown.filter(has);
	const more: PanelTab[] = tabs.more.filter(has);
	const props = asked !== undefined && isPropDimension(asked) && group === 'events' ? [asked] : [];
	const known = [...shown, ...more, ...props];
	const open = asked !== undefined && known.includes(asked) ? asked : (shown[0] ?? tabs.shown[0] ?? 'event:page');
	return { shown, more: [...more, ...props], open };
}

function isSetting(tab: PanelTab): tab is keyof typeof settingDimensions {
	return Object.hasOwn(settingDimensions, tab);
}

function isOptional(tab: PanelTab): tab is (typeof optionalDimensions)[number] {
	return (optionalDimensions as readonly string[]).includes(tab);
}

/** Those of some dimensions that have any value on the page's range. */
function useFilled(dimensions: readonly DimensionName[]): readonly PanelDimension[] {
	const { api, view } = useApp();
	const site = useSite();
	const [filled, setFilled] = useState<readonly PanelDimension[]>([]);
	const { range } = view.value;
	const key = JSON.stringify([site.id, range, dimensions]);
	useEffect(() => {
		if (dimensions.length === 0) return undefined;
		const abort = new AbortController();
		const look = async (dimension: DimensionName): Promise<DimensionName[]> => {
			const { results } = await api.query(filledQuery(site.id, range, dimension), abort.signal);
			return Number(results[0]?.metrics[0]) > 0 ? [dimension] : [];
		};
		Promise.all(dimensions.map(look)).then(
			(found) => !abort.signal.aborted && setFilled(found.flat()),
			// Without an answer the tabs stay as they are; the panels themselves tell what is wrong.
			() => {},
		);
		return () => abort.abort();
	}, [api, key]);
	return filled;
}
