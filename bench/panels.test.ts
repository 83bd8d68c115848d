import type { Query } from '@footfall/protocol';
import { describe, expect, it } from 'vitest';
import { panelsOf } from './panels.ts';

/** A module of the dashboard, whose types need a browser's. */
async function dashboard<Module>(file: string): Promise<Module> {
	return (await import(new URL(`../packages/dashboard/src/${file}`, import.meta.url).href)) as Module;
}
type Ask = (site: string, view: object, more?: string) => Query;

describe('the page that is measured', () => {
	it.each([false, true])('asks what the dashboard asks when it is opened, filtered: %s', async (filtered) => {
		const asks = await dashboard<{ cardsQuery: Ask; seriesQuery: Ask; panelQuery: Ask; filledQuery: (...args: unknown[]) => Query }>(
			'data/queries.ts',
		);
		const { chooseInterval } = await dashboard<{ chooseInterval: (...args: unknown[]) => string }>('state/intervals.ts');
		const { defaultView } = await dashboard<{ defaultView: object }>('state/view.ts');
		const { optionalDimensions, panelGroups, tabsOf } = await dashboard<{
			optionalDimensions: readonly string[];
			panelGroups: readonly string[];
			tabsOf: (group: string) => { shown: readonly string[] };
		}>('panels/layout.ts');

		const range = ['2026-01-01', '2026-01-30'];
		const view = { ...defaultView, range, filters: filtered ? [['is', 'visit:source', ['Google']]] : [] };
		const wanted = [
			asks.cardsQuery('shop', view),
			asks.seriesQuery('shop', view, chooseInterval(undefined, range, range)),
			...panelGroups.map((group) => asks.panelQuery('shop', view, tabsOf(group).shown[0])),
			...optionalDimensions.map((dimension) => asks.filledQuery('shop', range, dimension)),
		];
		const measured = panelsOf({ site: 'shop', from: Date.UTC(2026, 0, 1), days: 30 }, filtered);
		expect(measured.map(({ ask }) => ('query' in ask ? ask.query : undefined))).toEqual(wanted);
	});
});
