import { FootfallError } from '@footfall/protocol';
import { Hono } from 'hono';
import type { ControlDb, Site } from '../control/control.ts';
import type { Snapshot } from '../reports/snapshot.ts';

export interface SnapshotRoutesDeps {
	readonly snapshot: (site: Site) => Promise<Snapshot>;
	readonly control: Pick<ControlDb, 'findSite' | 'sites'>;
}

/** The site that is asked for, else the first. @throws {FootfallError} `unknown_site`. */
export function siteAsked(name: string | undefined, control: Pick<ControlDb, 'findSite' | 'sites'>): Site {
	const site = name === undefined ? control.sites()[0] : control.findSite(name);
	if (site === undefined) throw new FootfallError('unknown_site', { at: 'site' });
	return site;
}

/** `GET /analytics`: the Go pipeline's snapshot. */
export function snapshotRoutes({ snapshot, control }: SnapshotRoutesDeps): Hono {
	return new Hono()
		.get('/analytics', async (c) => c.json(await snapshot(siteAsked(c.req.query('site'), control)), 200, { 'Cache-Control': 'no-store' }))
		.all('/analytics', (c) => {
			c.header('Allow', 'GET, POST');
			throw new FootfallError('method_not_allowed');
		});
}
