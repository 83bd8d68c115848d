import type { Annotation, Funnel, Goal, NewAnnotation, NewFunnel, NewGoal, NewRoute, NewSegment, Route, Segment } from '@footfall/protocol';
import { type ReadonlySignal, signal } from '@preact/signals';
import { type Api, type Failure, toFailure } from './api.ts';

/** What a site has lists of: how an item is, and what one is made from. */
export interface ItemKinds {
	goals: { item: Goal; made: NewGoal };
	segments: { item: Segment; made: NewSegment };
	funnels: { item: Funnel; made: NewFunnel };
	annotations: { item: Annotation; made: NewAnnotation };
	routes: { item: Route; made: NewRoute };
}
export type ItemKind = keyof ItemKinds;

/** One of a site's lists, as the server has it. Changes reject with what the server has against them. */
export interface ItemList<K extends ItemKind> {
	/** Undefined until it is known. */
	readonly all: ReadonlySignal<readonly ItemKinds[K]['item'][] | undefined>;
	readonly failure: ReadonlySignal<Failure | undefined>;
	load(): Promise<void>;
	/** Keeps the list up to date until released; however many hold it, it is asked for once. */
	hold(): () => void;
	add(item: ItemKinds[K]['made']): Promise<ItemKinds[K]['item']>;
	replace(id: string, item: ItemKinds[K]['made']): Promise<void>;
	remove(id: string): Promise<void>;
}

/** The lists of all sites; the same list for the same site and kind each time. */
export interface SiteItems {
	of<K extends ItemKind>(site: string, kind: K): ItemList<K>;
}

export interface SiteItemsDeps {
	readonly api: Pick<Api, 'items' | 'addItem' | 'replaceItem' | 'removeItem'>;
	/** Told of each list that is another than before, by its site. */
	readonly changed: (site: string) => void;
	/** Does something again and again, every so many milliseconds; returns the end of it. */
	readonly every: (ms: number, work: () => void) => () => void;
}

/** Others add to the lists too, a deploy script for one. */
const EVERY_MS = 20_000;

export function createSiteItems(deps: SiteItemsDeps): SiteItems {
	const lists: { [K in ItemKind]: Map<string, ItemList<K>> } = {
		goals: new Map(),
		segments: new Map(),
		funnels: new Map(),
		annotations: new Map(),
		routes: new Map(),
	};
	return {
		of(site, kind) {
			const known = lists[kind].get(site) ?? createList(deps, site, kind);
			lists[kind].set(site, known);
			return known;
		},
	};
}

function createList<K extends ItemKind>({ api, changed, every }: SiteItemsDeps, site: string, kind: K): ItemList<K> {
	const all = signal<readonly ItemKinds[K]['item'][] | undefined>(undefined);
	const failure = signal<Failure | undefined>(undefined);
	let holders = 0;
	let stop = (): void => {};
	const load = async (): Promise<void> => {
		try {
			const next = await api.items(site, kind);
			failure.value = undefined;
			// What depends on a list must not be drawn anew because it was asked for again.
			if (JSON.stringify(next) === JSON.stringify(all.peek())) return;
			if (all.peek() !== undefined) changed(site);
			all.value = next;
		} catch (error) {
			failure.value = toFailure(error);
		}
	};
	return {
		all,
		failure,
		load,
		hold() {
			if (holders++ === 0) {
				void load();
				stop = every(EVERY_MS, () => void load());
			}
			let released = false;
			return () => {
				if (released) return;
				released = true;
				if (--holders === 0) stop();
			};
		},
		async add(item) {
			const made = await api.addItem(site, kind, item);
			await load();
			return made;
		},
		async replace(id, item) {
			await api.replaceItem(site, kind, id, item);
			await load();
		},
		async remove(id) {
			await api.removeItem(site, kind, id);
			await load();
		},
	};
}
