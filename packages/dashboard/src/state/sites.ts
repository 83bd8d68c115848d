import { computed, type ReadonlySignal, signal } from '@preact/signals';
import { type Api, type Failure, type NewSite, type Site, toFailure } from '../data/api.ts';
import type { View } from './view.ts';

/** The sites of this server, and the one on the page. */
export interface Sites {
	/** Undefined until they are known. */
	readonly all: ReadonlySignal<readonly Site[] | undefined>;
	readonly failure: ReadonlySignal<Failure | undefined>;
	/** The site that the view names, else the first. */
	readonly current: ReadonlySignal<Site | undefined>;
	load(): Promise<void>;
	/** Rejects with what the server has against it. */
	add(site: NewSite): Promise<Site>;
}

export function createSites(api: Api, view: ReadonlySignal<View>): Sites {
	const all = signal<readonly Site[] | undefined>(undefined);
	const failure = signal<Failure | undefined>(undefined);
	return {
		all,
		failure,
		current: computed(() => findSite(all.value ?? [], view.value.site)),
		async load() {
			try {
				all.value = await api.sites();
				failure.value = undefined;
			} catch (error) {
				failure.value = toFailure(error);
			}
		},
		async add(site) {
			const made = await api.createSite(site);
			all.value = [...(all.peek() ?? []), made];
			return made;
		},
	};
}

function findSite(sites: readonly Site[], name: string | undefined): Site | undefined {
	const wanted = name?.toLowerCase();
	return sites.find(({ id, domain, aliases }) => [id, domain, ...aliases].some((alias) => alias.toLowerCase() === wanted)) ?? sites[0];
}
