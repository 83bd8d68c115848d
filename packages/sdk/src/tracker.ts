import { campaign } from './address.ts';
import { choose, chosen } from './choice.ts';
import { detailed } from './detail.ts';
import { CALLBACK, CONSENT, DEBUG, DETAIL, METHODS, OFFLINE, PATHS, PERSIST, PLUGINS, REVENUE, SCRUB, SETTINGS } from './flags.ts';
import { attempt, listen } from './guard.ts';
import { pageId } from './id.ts';
import { mask } from './mask.ts';
import { minorUnits } from './money.ts';
import { claim, discard } from './offline.ts';
import { refuses } from './privacy.ts';
import { scrub } from './props.ts';
import { onRoute } from './routes.ts';
import { forget, visit } from './session.ts';
import { createTransport, type Head, type Queued } from './transport.ts';
import type { Options, PageOptions, Plugin, Tracker } from './types.ts';

/** `routed` when the totals of the page view before are reported already. */
type Track = (name: string, event?: PageOptions, routed?: unknown) => void;

/**
 * One site's tracker on this page.
 *
 * It begins when the page is shown: at once, or when a tab that was opened in the background is first looked at, or when
 * a prerendered page is opened. Then it calls `ready` with what records an event, and sends the first page view at once.
 */
export function createTracker(
	endpoint: string | URL,
	options: Options,
	plugins: Plugin[],
	ready: (track: Track) => void,
): Tracker | undefined {
	let begun: unknown;
	let page: { u: string } | undefined;
	let count: number;
	/** The address that the current page view stands for. */
	let route: string | undefined;
	let excluded: unknown;
	let who: string | undefined;
	const queue: Queued[] = [];
	const leaving: ReturnType<Plugin>[] = [];
	const waiting: (() => void)[] = [];
	const persistent = PERSIST && 'persist' in options && !refuses();
	const head: Head = { v: 1, site: options.site, bot: navigator.webdriver || undefined };
	const log = (...values: unknown[]): void => {
		if (DEBUG && 'debug' in options) console.log('[footfall]', ...values);
	};
	const deliver = createTransport(endpoint, head, METHODS ? queue : [], log, persistent);
	/** The address, with `query` in place of its query; the hash only when the site routes by it. */
	const here = (query: typeof campaign | ''): string =>
		location.href.replace(/\?[^#]*/, query as '').replace('hash' in options ? '' : /#.*/, '');
	const changed = (): boolean => here('') !== route;

	const quiet = (): boolean => chosen() === '1';
	const add = (fields: object, callback?: PageOptions['callback']): void => {
		if (METHODS && (!page || quiet() || (PATHS && excluded))) return;
		deliver({
			p: page as object,
			a: Date.now(),
			t: 0,
			...(CALLBACK ? { c: callback } : {}),
			...(OFFLINE ? { w: who } : {}),
			// what JSON cannot say must not hold up the queue later
			...JSON.parse(JSON.stringify(fields)),
		});
	};

	const track: Track = (name, event = {}, routed?) =>
		attempt(() => {
			if (METHODS && !begun) {
				waiting.push(() => track(name, event));
				return;
			}
			if (SCRUB) event ??= {};
			if (DEBUG && typeof name !== 'string') log('An event needs a name, not', name);
			if (name === 'pageview' || !page) {
				if (PLUGINS && !routed) leave(true);
				route = here('');
				count = 0;
				page = {
					id: pageId(),
					u: SCRUB ? here(campaign).slice(0, 2000) : here(campaign),
					t: document.title,
					// a route's referrer is the route before
					r: page ? page.u : document.referrer.split(/[?#]/)[0],
					// biome-ignore lint/style/useTemplate: three bytes
					s: screen.width + 'x' + screen.height,
					l: navigator.language,
				} as { u: string };
				if (DETAIL) Object.assign(page, detailed(event));
				if (PATHS) {
					const masked = mask(page.u, options);
					excluded = !masked;
					page.u = masked ?? '';
				}
			}
			if (persistent && !quiet()) {
				const [visitor, session, fresh] = visit();
				if (OFFLINE) who = `${visitor} ${session}`;
				else Object.assign(head, { visitor, session });
				if (fresh) add({ n: count++, e: 'session_start' });
			}
			add(
				{
					n: count++,
					e: SCRUB ? name.slice(0, 120) : name,
					d: SCRUB ? scrub(SETTINGS ? { ...options.props, ...event.props } : event.props) : event.props,
					...(CALLBACK ? { i: event.interactive } : {}),
					...(REVENUE ? { $: minorUnits(event.revenue) } : {}),
				},
				event.callback,
			);
		});
	const view = PLUGINS ? (routed?: unknown): void => track('pageview', undefined, routed) : (): void => track('pageview');
	const leave = (over: boolean): void => {
		for (const callback of leaving) attempt(() => callback?.(over));
	};
	const left = PLUGINS
		? () => {
				leave(false);
				deliver(undefined, 1);
			}
		: () => deliver();

	const check = (): void => {
		// the last that a phone tells
		if (document.hidden) left();
		// back before the end: the queue's kept copy is not needed
		else if (OFFLINE && begun) deliver();
		else if (!begun && !(CONSENT && 'consent' in options && chosen() !== '0')) {
			begun = 1;
			if (options.auto !== 'false') {
				view();
				onRoute(() => {
					// before the next page is drawn
					if (PLUGINS && changed()) leave(true);
					// by then the title is the new page's, and a redirect has happened
					setTimeout(() => changed() && view(1));
				});
				listen<PageTransitionEvent>('pageshow', (event) => event.persisted && view());
			}
			// one that the page's patches break must not take the others with it
			if (PLUGINS) for (const plugin of plugins) attempt(() => leaving.push(plugin(tracker)));
			if (METHODS) waiting.forEach(attempt);
			if (OFFLINE && persistent) queue.push(...claim());
			ready(track);
			deliver();
		}
	};

	const tracker: Tracker = {
		track,
		page: (detail) => track('pageview', detail),
		identify: (user) => {
			head.user = user ?? undefined;
		},
		optIn: () => {
			choose('0');
			attempt(check);
		},
		optOut: () => {
			choose('1');
			queue.length = 0;
			if (PERSIST) forget();
			if (OFFLINE) discard();
		},
		flush: () => deliver(),
		wants: (what) => options.track?.split(' ').includes(what) ?? what !== 'clicks',
		report: (e, fields) => add({ n: count++, e, ...fields }),
	};

	const { domains } = options;
	if (SETTINGS && (('doNotTrack' in options && refuses()) || (domains && !domains.split(',').includes(location.hostname)))) return;
	listen('visibilitychange', check);
	// not `unload`: it would forbid the back/forward cache
	listen('pagehide', left);
	if (PLUGINS) listen('online', () => deliver());
	check();
	return METHODS ? tracker : undefined;
}
