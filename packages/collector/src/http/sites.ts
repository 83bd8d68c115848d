import { FootfallError } from '@footfall/protocol';
import { type Context, Hono } from 'hono';
import * as v from 'valibot';
import type { ControlDb } from '../control/control.ts';
import { parseJson } from '../ingest/json.ts';
import { readBody } from './body.ts';

const change = v.strictObject({
	domain: v.optional(v.string()),
	name: v.optional(v.string()),
	timeZone: v.optional(v.string()),
	aliases: v.optional(v.array(v.string())),
});
const newSite = v.strictObject({ ...change.entries, domain: v.string() });

async function parsed<T>(c: Context, schema: v.GenericSchema<unknown, T>): Promise<T> {
	const result = v.safeParse(schema, parseJson(await readBody(c)));
	if (result.success) return result.output;
	const [issue] = result.issues;
	const at = v.getDotPath(issue);
	const unknown = issue.expected === 'never';
	throw new FootfallError('invalid_site', {
		message: unknown ? `There is no such key; there are: ${Object.keys(change.entries).join(', ')}.` : issue.message,
		...(at === null ? {} : { at }),
	});
}

/** Sites: list, add, change. */
export function siteRoutes(control: ControlDb): Hono {
	const app = new Hono();
	app.get('/api/sites', (c) => c.json({ sites: control.sites() }));
	app.post('/api/sites', async (c) => c.json(control.createSite(definedOnly(await parsed(c, newSite))), 201));
	app.patch('/api/sites/:id', async (c) => {
		const id = c.req.param('id');
		if (control.siteById(id) === undefined) throw new FootfallError('not_found', { message: 'There is no site with this id.', at: 'id' });
		return c.json(control.updateSite(id, definedOnly(await parsed(c, change))));
	});
	return app;
}

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> };

/** Drops keys whose value is undefined, which valibot's optional entries allow and our types do not. */
function definedOnly<T extends object>(value: T): Defined<T> {
	return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as Defined<T>;
}
