import { type Annotation, compareRoutes, type NewFunnel, type NewRoute, type NewSegment, routeShape } from '@footfall/protocol';
import type { Database } from 'better-sqlite3';
import type { GoalBody, SiteSettings } from './control.ts';
import { createSiteItems } from './siteItems.ts';

/** What a site has beside its events: goals, segments, funnels, annotations, route templates. */
export function createSiteSettings(db: Database, clock: () => number): SiteSettings {
	const named = { at: 'name', of: ({ name }: { readonly name: string }) => name };
	return {
		goals: createSiteItems<GoalBody>({ db, clock, kind: 'goal', unique: named, max: 100 }),
		segments: createSiteItems<NewSegment>({ db, clock, kind: 'segment', unique: named, max: 200 }),
		funnels: createSiteItems<NewFunnel>({ db, clock, kind: 'funnel', unique: named, max: 200 }),
		annotations: createSiteItems<Omit<Annotation, 'id'>>({
			db,
			clock,
			kind: 'annotation',
			max: 10_000,
			compare: (a, b) => Date.parse(a.time) - Date.parse(b.time),
		}),
		routes: createSiteItems<NewRoute>({
			db,
			clock,
			kind: 'route',
			unique: { at: 'template', of: ({ template }) => routeShape(template) },
			max: 100,
			compare: (a, b) => compareRoutes(a.template, b.template),
		}),
	};
}
