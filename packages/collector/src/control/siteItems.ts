import { FootfallError } from '@footfall/protocol';
import type { Database } from 'better-sqlite3';
import { nanoid } from 'nanoid';
import type { SiteItems } from './control.ts';

export interface SiteItemsOptions<Body> {
	readonly db: Database;
	readonly clock: () => number;
	/** How the table calls them. */
	readonly kind: string;
	/** Of which a site has each only once, and where it stands in what is sent; absent: it may have two alike. */
	readonly unique?: { readonly at: string; readonly of: (body: Body) => string };
	/** How many a site may have. */
	readonly max: number;
	readonly compare?: (a: Body, b: Body) => number;
}

interface Row {
	id: string;
	body: string;
}

/** Things of one kind that sites have, held in memory once asked for and written through. */
export function createSiteItems<Body extends object>(options: SiteItemsOptions<Body>): SiteItems<Body> {
	const { db, clock, kind, unique, max, compare } = options;
	const read = db.prepare<[string, string], Row>('SELECT id, body FROM site_items WHERE site = ? AND kind = ? ORDER BY created_at, id');
	const insert = db.prepare('INSERT INTO site_items (id, site, kind, name_key, body, created_at) VALUES (?, ?, ?, ?, ?, ?)');
	const update = db.prepare('UPDATE site_items SET name_key = ?, body = ? WHERE id = ? AND site = ? AND kind = ?');
	const remove = db.prepare('DELETE FROM site_items WHERE id = ? AND site = ? AND kind = ?');
	const held = new Map<string, readonly (Body & { id: string })[]>();

	const of = (site: string): readonly (Body & { id: string })[] => {
		const known = held.get(site);
		if (known !== undefined) return known;
		const items = read.all(site, kind).map(({ id, body }) => ({ id, ...(JSON.parse(body) as Body) }));
		if (compare !== undefined) items.sort(compare);
		held.set(site, items);
		return items;
	};
	const keyOf = (body: Body): string | null => unique?.of(body) ?? null;
	const claim = (site: string, body: Body, own?: string): void => {
		const key = keyOf(body);
		if (unique !== undefined && of(site).some((item) => item.id !== own && unique.of(item) === key))
			throw new FootfallError('conflict', { at: unique.at, message: `The site has ${JSON.stringify(key)} already.` });
	};
	const found = (site: string, id: string): void => {
		if (!of(site).some((item) => item.id === id))
			throw new FootfallError('not_found', { at: 'id', message: 'The site has nothing of this id.' });
	};

	return {
		of,
		create(site, body) {
			if (of(site).length >= max) throw new FootfallError('limit_reached', { message: `A site has at most ${max} of these.` });
			claim(site, body);
			const id = nanoid(12);
			insert.run(id, site, kind, keyOf(body), JSON.stringify(body), clock());
			held.delete(site);
			return { id, ...body };
		},
		replace(site, id, body) {
			found(site, id);
			claim(site, body, id);
			update.run(keyOf(body), JSON.stringify(body), id, site, kind);
			held.delete(site);
			return { id, ...body };
		},
		remove(site, id) {
			found(site, id);
			remove.run(id, site, kind);
			held.delete(site);
		},
	};
}
