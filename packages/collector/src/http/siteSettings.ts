import { FootfallError } from '@footfall/protocol';
import { parseAnnotation, parseGoal, parseRoute, parseSavedFunnel, parseSegment, reportLimits } from '@footfall/protocol/schemas';
import { type Context, Hono } from 'hono';
import type { Site, SiteItems, SiteSettings } from '../control/control.ts';
import { parseJson } from '../ingest/json.ts';
import { readBody } from './body.ts';

export interface SiteSettingsDeps {
	readonly control: SiteSettings & { findSite(name: string): Site | undefined };
	readonly clock: () => number;
	/** Told of each change, by the site's id: answers that name what changed are others now. */
	readonly changed?: (site: string) => void;
}

/**
 * `/api/sites/:id/{goals,segments,funnels,annotations,routes}`: list, add (POST), replace (PUT), take away (DELETE). A site goes by its id or its
 * domain, so that a deploy script needs no more than the domain.
 */
export function siteSettingsRoutes({ control, clock, changed = () => {} }: SiteSettingsDeps): Hono {
	const app = new Hono();
	const siteOf = (c: Context): string => {
		const site = control.findSite(c.req.param('id') ?? '');
		if (site === undefined) throw new FootfallError('not_found', { message: 'There is no site with this id.', at: 'id' });
		return site.id;
	};
	const serve = <Body extends object>(
		name: string,
		items: SiteItems<Body>,
		parse: (json: unknown) => Body,
		shown = (_: Context): ((item: Body) => boolean) =>
			() =>
				true,
	): void => {
		const [all, one] = [`/api/sites/:id/${name}`, `/api/sites/:id/${name}/:item`];
		const body = async (c: Context): Promise<Body> => parse(parseJson(await readBody(c), reportLimits.jsonDepth));
		app.get(all, (c) => c.json({ [name]: items.of(siteOf(c)).filter(shown(c)) }, 200, { 'Cache-Control': 'no-store' }));
		const change = <T>(c: Context, work: (site: string) => T): T => {
			const site = siteOf(c);
			const done = work(site);
			changed(site);
			return done;
		};
		app.post(all, async (c) => {
			const item = await body(c);
			return c.json(
				change(c, (site) => items.create(site, item)),
				201,
			);
		});
		app.put(one, async (c) => {
			const item = await body(c);
			return c.json(change(c, (site) => items.replace(site, c.req.param('item') ?? '', item)));
		});
		app.delete(one, (c) => {
			change(c, (site) => items.remove(site, c.req.param('item') ?? ''));
			return c.body(null, 204);
		});
	};
	serve('goals', control.goals, parseGoal);
	serve('segments', control.segments, parseSegment);
	serve('funnels', control.funnels, parseSavedFunnel);
	serve('annotations', control.annotations, (json) => parseAnnotation(json, clock()), within);
	serve('routes', control.routes, parseRoute);
	return app;
}

/** Those from `from` on and before `to`, date-times with an offset; without them all. */
function within(c: Context): (item: { readonly time: string }) => boolean {
	const edge = (name: 'from' | 'to'): number | undefined => {
		const text = c.req.query(name);
		if (text === undefined) return undefined;
		const at = /[Zz]$|[+-]\d\d:\d\d$/.test(text) ? Date.parse(text) : Number.NaN;
		if (Number.isNaN(at)) throw new FootfallError('invalid_annotation', { at: name, message: 'This is not a date-time with an offset.' });
		return at;
	};
	const [from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY] = [edge('from'), edge('to')];
	return ({ time }) => Date.parse(time) >= from && Date.parse(time) < to;
}
