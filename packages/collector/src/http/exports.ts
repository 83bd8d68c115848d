import { type ExportFormat, exportFormats, FootfallError } from '@footfall/protocol';
import { Hono } from 'hono';
import type { ControlDb, Site } from '../control/control.ts';
import type { Exports } from '../exports/exports.ts';
import { resolvePair } from '../query/ranges.ts';
import { zoneOf } from '../query/zone.ts';

export interface ExportRoutesDeps {
	readonly exports: Exports;
	readonly control: Pick<ControlDb, 'siteById'>;
}

const types: Readonly<Record<ExportFormat, string>> = { csv: 'text/csv; charset=utf-8', parquet: 'application/vnd.apache.parquet' };
const isFormat = (text: string): text is ExportFormat => (exportFormats as readonly string[]).includes(text);

/** The site of a path. @throws {FootfallError} `not_found`. */
export function siteOf(control: Pick<ControlDb, 'siteById'>, id: string): Site {
	const site = control.siteById(id);
	if (site === undefined) throw new FootfallError('not_found', { message: 'There is no site with this id.', at: 'id' });
	return site;
}

/** Without ends all time is meant; events cannot lie further in the future than clocks drift. */
function rangeOf(from: string | undefined, to: string | undefined, { timeZone }: Site): { from: number; to: number } {
	if (from === undefined && to === undefined) return { from: 0, to: 2 ** 41 };
	if (from === undefined || to === undefined) throw new FootfallError('invalid_range', { at: from === undefined ? 'from' : 'to' });
	return resolvePair([from, to], zoneOf(timeZone), 'range');
}

/** A generator as a stream that takes from it only what is read, and ends it when the reader leaves. */
function streamOf(parts: AsyncGenerator<Uint8Array, void>, leave: () => void): ReadableStream<Uint8Array> {
	return new ReadableStream<Uint8Array>(
		{
			async pull(controller) {
				const { value, done } = await parts.next();
				if (done === true) controller.close();
				else controller.enqueue(value);
			},
			async cancel() {
				leave();
				await parts.return();
			},
		},
		{ highWaterMark: 0 },
	);
}

/** Raw events of a site as a file, and how far those files are that are being made. */
export function exportRoutes({ exports, control }: ExportRoutesDeps): Hono {
	const app = new Hono();
	app.get('/api/sites/:id/export', async (c) => {
		const site = siteOf(control, c.req.param('id'));
		const format = c.req.query('format') ?? 'csv';
		if (!isFormat(format)) throw new FootfallError('invalid_export', { at: 'format' });
		const [first, last] = [c.req.query('from'), c.req.query('to')];
		const range = rangeOf(first, last, site);
		const name = [site.domain, ...(first === undefined || last === undefined ? [] : [first, last])].join('_').replace(/[^\w.-]+/g, '-');
		const headers = {
			'Content-Type': types[format],
			'Content-Disposition': `attachment; filename="${name}.${format}"`,
			'Cache-Control': 'no-store',
			'X-Content-Type-Options': 'nosniff',
		};
		if (c.req.raw.method === 'HEAD') return new Response(null, { headers });
		const leaving = new AbortController();
		const signal = AbortSignal.any([leaving.signal, c.req.raw.signal]);
		const parts = await exports.begin(site, { format, ...range }, signal);
		const body = streamOf(parts, () => leaving.abort());
		return new Response(body, { headers });
	});
	app.get('/api/sites/:id/exports', (c) =>
		c.json({ exports: exports.running(siteOf(control, c.req.param('id')).id) }, 200, { 'Cache-Control': 'no-store' }),
	);
	return app;
}
