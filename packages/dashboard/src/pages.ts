import type { FunctionComponent } from 'preact';
import type { IconName } from './ui/icon.tsx';

/** A page of the dashboard. */
interface PageSpec {
	readonly label: string;
	readonly icon: IconName;
	/** What the bar offers on it: filters, what the range is compared with, the range. */
	readonly tools: readonly ('filters' | 'compare' | 'range')[];
	/** It tells of the site on the page, rather than of the server. */
	readonly ofSite: boolean;
	/** Fetches its code and charts when it is opened; undefined: part of the first load. */
	readonly load: (() => Promise<FunctionComponent>) | undefined;
}

/**
 * Every page, by the name that `?page=` has, in the order of the navigation. The types of `load` are written out, because what is inferred
 * from a page would lead back here.
 */
export const pages = {
	site: { label: 'Overview', icon: 'overview', tools: ['filters', 'compare', 'range'], ofSite: true, load: undefined },
	funnels: {
		label: 'Funnels',
		icon: 'funnel',
		tools: ['filters', 'range'],
		ofSite: true,
		load: async (): Promise<FunctionComponent> => (await import('./funnels/funnels.tsx')).Funnels,
	},
	retention: {
		label: 'Retention',
		icon: 'steps',
		tools: ['filters', 'range'],
		ofSite: true,
		load: async (): Promise<FunctionComponent> => (await import('./retention/retention.tsx')).Retention,
	},
	journeys: {
		label: 'Journeys',
		icon: 'ways',
		tools: ['filters', 'range'],
		ofSite: true,
		load: async (): Promise<FunctionComponent> => (await import('./journeys/journeys.tsx')).Journeys,
	},
	content: {
		label: 'Content',
		icon: 'table',
		tools: ['filters', 'range'],
		ofSite: true,
		load: async (): Promise<FunctionComponent> => (await import('./content/content.tsx')).Content,
	},
	performance: {
		label: 'Performance',
		icon: 'gauge',
		tools: ['filters', 'range'],
		ofSite: true,
		load: async (): Promise<FunctionComponent> => (await import('./performance/performance.tsx')).Performance,
	},
	experiments: {
		label: 'Experiments',
		icon: 'flask',
		tools: ['filters', 'range'],
		ofSite: true,
		load: async (): Promise<FunctionComponent> => (await import('./experiments/experiments.tsx')).Experiments,
	},
	goals: {
		label: 'Goals',
		icon: 'target',
		tools: ['filters', 'compare', 'range'],
		ofSite: true,
		load: async (): Promise<FunctionComponent> => (await import('./goals/goals.tsx')).Goals,
	},
	shop: {
		label: 'Shop',
		icon: 'bag',
		tools: ['filters', 'compare', 'range'],
		ofSite: true,
		load: async (): Promise<FunctionComponent> => (await import('./shop/shop.tsx')).Shop,
	},
	sites: {
		label: 'Sites',
		icon: 'grid',
		tools: ['range'],
		ofSite: false,
		load: async (): Promise<FunctionComponent> => (await import('./sites/sites.tsx')).SitesPage,
	},
	data: {
		label: 'Data',
		icon: 'transfer',
		tools: ['range'],
		ofSite: true,
		load: async (): Promise<FunctionComponent> => (await import('./transfer/transfer.tsx')).Transfer,
	},
	pipeline: {
		label: 'Pipeline',
		icon: 'bolt',
		tools: [],
		ofSite: false,
		load: async (): Promise<FunctionComponent> => (await import('./pipeline/pipeline.tsx')).Pipeline,
	},
} as const satisfies Record<string, PageSpec>;

export type PageName = keyof typeof pages;
export const pageNames = Object.keys(pages) as PageName[];

export function isPageName(text: string): text is PageName {
	return Object.hasOwn(pages, text);
}

/** A page as the table has it, whichever it is. */
export function pageSpec(name: PageName): PageSpec {
	return pages[name];
}
