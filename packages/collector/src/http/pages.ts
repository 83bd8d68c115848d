import { FootfallError } from '@footfall/protocol';
import { type Context, Hono } from 'hono';
import { routePath } from 'hono/route';
import { type HeldFile, sendFile } from './files.ts';

/** The files that the server hands out, held in memory. */
export interface Pages {
	/** The dashboard's build; its entry is `index.html`. Undefined in a process that does not answer questions. */
	readonly dashboard: ReadonlyMap<string, HeldFile> | undefined;
	/** The demo shop, when it is to be served and installed. */
	readonly demo: ReadonlyMap<string, HeldFile> | undefined;
	/** `analytics.js`. */
	readonly script: HeldFile;
	/** The script's other builds by file name. */
	readonly builds?: ReadonlyMap<string, HeldFile>;
}

/** The page may run its own scripts only, talk to its own origin only, and turn no string into markup. */
const dashboardPolicy = {
	'Content-Security-Policy':
		"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
	'Referrer-Policy': 'no-referrer',
	'Cross-Origin-Opener-Policy': 'same-origin',
	'X-Frame-Options': 'DENY',
};

const demoPolicy = { 'Content-Security-Policy': "default-src 'self'; img-src 'self' data:; base-uri 'none'; object-src 'none'" };

/** The SDK is loaded by other origins. */
const scriptHeaders = { 'Access-Control-Allow-Origin': '*', 'Cross-Origin-Resource-Policy': 'cross-origin' };

const revalidate = 'no-cache';
const immutable = 'public, max-age=31536000, immutable';
/** A fixed address must be able to change; an hour is Plausible's and Umami's order of magnitude too. */
const scriptCache = 'public, max-age=3600, stale-while-revalidate=86400';

/** Vite puts a content hash into the names below `assets/`. */
const cacheOf = (path: string): string => (path.startsWith('assets/') ? immutable : revalidate);

/** A page under a mount needs its closing slash, or its relative addresses would lead beside it. */
function toDirectory(c: Context): Response | undefined {
	const { pathname, search } = new URL(c.req.url);
	return pathname.endsWith('/') || pathname.endsWith('/index.html')
		? undefined
		: c.redirect(`${pathname.slice(pathname.lastIndexOf('/') + 1)}/${search}`, 308);
}

/** The dashboard at the mount's root, the demo shop under `demo/`, and the script under its names. */
export function pageRoutes(pages: Pages, scriptName: string): Hono {
	const app = new Hono();

	const script = (c: Context): Promise<Response> => sendFile(c, pages.script, scriptCache, scriptHeaders);
	for (const name of new Set(['/analytics.js', scriptName])) app.get(name, script);
	for (const [name, build] of pages.builds ?? []) app.get(`/${name}`, (c) => sendFile(c, build, scriptCache, scriptHeaders));
	const hashed = pages.script.etag.slice(1, -1);
	app.get(`/analytics.${hashed}.js`, (c) => sendFile(c, pages.script, immutable, scriptHeaders));

	const { demo } = pages;
	if (demo !== undefined) {
		app.get('/demo', (c) => toDirectory(c) ?? c.notFound());
		app.get('/demo/*', async (c, next) => {
			const path = pathBelow(c);
			const file = demo.get(path) ?? demo.get(`${path}${path === '' || path.endsWith('/') ? '' : '/'}index.html`) ?? shopRoute(demo, path);
			return file === undefined ? await next() : await sendFile(c, file, revalidate, demoPolicy);
		});
	}

	const { dashboard } = pages;
	if (dashboard === undefined) return app;
	app.get('/*', async (c, next) => {
		const path = pathBelow(c) || 'index.html';
		if (path === 'index.html') {
			const redirect = toDirectory(c);
			if (redirect !== undefined) return redirect;
		}
		const file = dashboard.get(path);
		if (file === undefined && path === 'index.html') {
			throw new FootfallError('not_found', { message: 'The dashboard is not built. Run npm run build.' });
		}
		return file === undefined ? await next() : await sendFile(c, file, cacheOf(path), dashboardPolicy);
	});
	return app;
}

/**
 * What the `*` of the route stands for, wherever the app is mounted. (A named parameter would do, but Hono's fastest router
 * takes no pattern that spans slashes, and one such route slows down all of them.)
 */
function pathBelow(c: Context): string {
	return c.req.path.slice(routePath(c).length - 1);
}

/** The shop's single-page part owns every address below `app/`. */
function shopRoute(demo: ReadonlyMap<string, HeldFile>, path: string): HeldFile | undefined {
	return path.startsWith('app/') && !/\.\w+$/.test(path) ? demo.get('app/index.html') : undefined;
}
