import { dimensionNames, dimensions, isDimensionName } from '@footfall/protocol';
import { describe, expect, it } from 'vitest';
import { panelGroups, tabsOf } from './layout.ts';

describe('the panels', () => {
	it('show every dimension of the protocol once, under its own group', () => {
		const shown = panelGroups.flatMap((group) => {
			const tabs = [...tabsOf(group).shown, ...tabsOf(group).more].filter((tab) => isDimensionName(tab));
			for (const name of tabs) expect(dimensions[name].group).toBe(group);
			return tabs;
		});
		expect(shown.toSorted()).toEqual(dimensionNames.filter((name) => dimensions[name].origin !== 'lookup').toSorted());
	});
});
