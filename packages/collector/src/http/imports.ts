import { FootfallError, type ImportFormat, importFormats } from '@footfall/protocol';
import { type Context, Hono } from 'hono';
import type { ControlDb } from '../control/control.ts';
import type { Imports } from '../imports/imports.ts';
import { siteOf } from './exports.ts';

export interface ImportRoutesDeps {
	readonly imports: Imports;
	readonly control: Pick<ControlDb, 'siteById'>;
}

const isFormat = (text: string): text is ImportFormat => Object.hasOwn(importFormats, text);

async function* nothing(): AsyncGenerator<Uint8Array, void> {}

/** A request's body as it comes; one that breaks off is the client's doing. */
async function* bodyOf(c: Context): AsyncGenerator<Uint8Array, void> {
	try {
		yield* c.req.raw.body ?? nothing();
	} catch (cause) {
		throw new FootfallError('invalid_import', { message: 'The upload was broken off; it can go on from where it stands.', cause });
	}
}

/** A whole number of a query string. @throws {FootfallError} `invalid_import`. */
function wholeNumber(text: string | undefined, at: string): number {
	const value = Number(text);
	if (text === undefined || !/^\d{1,15}$/.test(text))
		throw new FootfallError('invalid_import', { at, message: 'This is a number of bytes.' });
	return value;
}

const noStore = { 'Cache-Control': 'no-store' };

/** Files that are brought in: begun, continued, watched and undone. */
export function importRoutes({ imports, control }: ImportRoutesDeps): Hono {
	const app = new Hono();
	app.get('/api/sites/:id/imports', (c) => c.json({ imports: imports.list(siteOf(control, c.req.param('id')).id) }, 200, noStore));
	app.post('/api/sites/:id/imports', async (c) => {
		const site = siteOf(control, c.req.param('id'));
		const format = c.req.query('format');
		if (format !== undefined && !isFormat(format)) throw new FootfallError('invalid_import', { at: 'format' });
		const bytes = wholeNumber(c.req.query('bytes') ?? c.req.header('content-length'), 'bytes');
		const { id } = imports.create(site.id, { name: c.req.query('name') ?? '', bytes, ...(format === undefined ? {} : { format }) });
		// A file that is sent along is taken at once; one that comes in parts begins with none.
		const info = await imports.receive(site.id, id, 0, bodyOf(c));
		return c.json(info, 201, noStore);
	});
	app.patch('/api/sites/:id/imports/:import', async (c) => {
		const site = siteOf(control, c.req.param('id'));
		const offset = wholeNumber(c.req.query('offset'), 'offset');
		return c.json(await imports.receive(site.id, c.req.param('import'), offset, bodyOf(c)), 200, noStore);
	});
	app.delete('/api/sites/:id/imports/:import', (c) => {
		const site = siteOf(control, c.req.param('id'));
		const info = imports.undo(site.id, c.req.param('import'));
		return info === undefined ? c.body(null, 204) : c.json(info, 202, noStore);
	});
	return app;
}
