import { FootfallError } from '@footfall/protocol';
import type { Database } from 'better-sqlite3';
import { nanoid } from 'nanoid';
import type { ControlDb, NewSite, Site } from './control.ts';

interface Row {
	id: string;
	domain: string;
	name: string;
	time_zone: string;
	aliases: string;
	created_at: number;
}

/** `https://www.Example.com/path` → `example.com`: as people paste it, as browsers send it. */
export function normalName(name: string): string {
	return name
		.trim()
		.toLowerCase()
		.replace(/^[a-z][a-z0-9+.-]*:\/\//, '')
		.replace(/[/?#].*$/, '')
		.replace(/^www\./, '');
}

function checked(site: Omit<Site, 'id' | 'createdAt'>): Omit<Site, 'id' | 'createdAt'> {
	const domain = normalName(site.domain);
	if (!/^[\p{L}\p{N}._:-]{1,253}$/u.test(domain))
		throw new FootfallError('invalid_site', { at: 'domain', message: 'The domain is a name such as example.com.' });
	const name = site.name.trim() || domain;
	if (name.length > 100) throw new FootfallError('invalid_site', { at: 'name', message: 'The name has more than 100 characters.' });
	const aliases = [...new Set(site.aliases.map(normalName))].filter((alias) => alias !== domain);
	const wrong = aliases.findIndex((alias) => !/^[\p{L}\p{N}._:-]{1,253}$/u.test(alias));
	if (wrong >= 0) throw new FootfallError('invalid_site', { at: `aliases[${wrong}]`, message: 'An alias is a domain or an id.' });
	try {
		new Intl.DateTimeFormat('en', { timeZone: site.timeZone });
	} catch {
		throw new FootfallError('invalid_site', { at: 'timeZone', message: 'The time zone is an IANA name such as Europe/Berlin.' });
	}
	return { domain, name, timeZone: site.timeZone, aliases };
}

type SiteList = Pick<ControlDb, 'sites' | 'siteById' | 'findSite' | 'createSite' | 'updateSite' | 'onChange'>;

/** The sites, held in memory and written through. */
export function createSiteList(db: Database, clock: () => number): SiteList {
	const insert = db.prepare<Row>('INSERT INTO sites VALUES (@id, @domain, @name, @time_zone, @aliases, @created_at)');
	const update = db.prepare<Omit<Row, 'created_at'>>(
		'UPDATE sites SET domain = @domain, name = @name, time_zone = @time_zone, aliases = @aliases WHERE id = @id',
	);
	const listeners = new Set<() => void>();
	let list: readonly Site[] = [];
	let byName = new Map<string, Site>();

	const load = (): void => {
		list = db
			.prepare<[], Row>('SELECT * FROM sites ORDER BY created_at, id')
			.all()
			.map((row) => ({
				id: row.id,
				domain: row.domain,
				name: row.name,
				timeZone: row.time_zone,
				aliases: JSON.parse(row.aliases) as string[],
				createdAt: row.created_at,
			}));
		byName = new Map(list.flatMap((site) => [site.id, site.domain, ...site.aliases].map((name) => [name, site] as const)));
	};

	const write = (statement: { run(row: Row): unknown }, site: Site): Site => {
		for (const name of [site.domain, ...site.aliases]) {
			const owner = byName.get(name);
			if (owner !== undefined && owner.id !== site.id) {
				throw new FootfallError('conflict', {
					at: name === site.domain ? 'domain' : 'aliases',
					message: `${name} belongs to the site ${owner.name} already.`,
				});
			}
		}
		statement.run({
			id: site.id,
			domain: site.domain,
			name: site.name,
			time_zone: site.timeZone,
			aliases: JSON.stringify(site.aliases),
			created_at: site.createdAt,
		});
		load();
		for (const listener of listeners) listener();
		return site;
	};

	load();
	return {
		sites: () => list,
		siteById: (id) => list.find((site) => site.id === id),
		// Nearly every event names its site just as it is kept.
		findSite: (name) => byName.get(name) ?? byName.get(normalName(name)),
		createSite: ({ domain, name = '', timeZone = 'UTC', aliases = [] }) =>
			write(insert, { id: nanoid(12), createdAt: clock(), ...checked({ domain, name, timeZone, aliases }) }),
		updateSite(id, change: Partial<NewSite>) {
			const before = list.find((site) => site.id === id);
			if (before === undefined) throw new FootfallError('not_found', { at: 'id' });
			return write(update as { run(row: Row): unknown }, { id, createdAt: before.createdAt, ...checked({ ...before, ...change }) });
		},
		onChange(listener) {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
	};
}
