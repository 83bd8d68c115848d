import { type EventRecord, VISIT_GAP_MS } from '@footfall/protocol';
import type { Link } from '../store/store.ts';

const DAY = 86_400_000;

/**
 * Whether a record says who its visitor was yesterday, and where it counts: in the first 30 minutes of a UTC day, for a visit that is
 * longer under way.
 */
export function linkOf({ site, time, visitor, before }: EventRecord): Link | undefined {
	const midnight = time - (time % DAY);
	if (before === undefined || before === visitor || time - midnight >= VISIT_GAP_MS) return undefined;
	return { site, visitor, before, midnight };
}

export const linkKey = ({ site, visitor, before, midnight }: Link): string => `${site} ${visitor} ${before} ${midnight}`;

/** Which visitor hashes are the same client: the sets that the links make. */
export interface Clients {
	/** One name for all hashes of a client. */
	nameOf(site: string, visitor: string): string;
	linksOf(name: string): readonly Link[];
}

export function joinClients(links: readonly Link[]): Clients {
	const parents = new Map<string, string>();
	const rootOf = (key: string): string => {
		let root = key;
		for (let parent = parents.get(root); parent !== undefined; parent = parents.get(root)) root = parent;
		return root;
	};
	for (const { site, visitor, before } of links) {
		const [a, b] = [rootOf(`${site} ${visitor}`), rootOf(`${site} ${before}`)].sort();
		if (a !== b && a !== undefined && b !== undefined) parents.set(b, a);
	}
	const byName = new Map<string, Link[]>();
	for (const link of links) {
		const name = rootOf(`${link.site} ${link.visitor}`);
		const list = byName.get(name);
		if (list) list.push(link);
		else byName.set(name, [link]);
	}
	return {
		nameOf: (site, visitor) => rootOf(`${site} ${visitor}`),
		linksOf: (name) => byName.get(name) ?? [],
	};
}
