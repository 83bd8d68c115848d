import type { WirePage } from '@footfall/protocol';
import { campaign } from './address.ts';
import {
	BEACON,
	CALLBACK,
	CLICKS,
	CONSENT,
	DEBUG,
	DETAIL,
	HOSTS,
	IDENTIFY,
	MANY,
	METHODS,
	OFFLINE,
	PATHS,
	PERSIST,
	PLUGINS,
	REVENUE,
	SCRUB,
	SETTINGS,
} from './flags.ts';
import { attempt, listen } from './guard.ts';
import { pageId } from './id.ts';
import { mask } from './mask.ts';
import { claim } from './offline.ts';
import { refuses } from './privacy.ts';
import { scrub } from './props.ts';
import { onRoute } from './routes.ts';
import { read, write } from './storage.ts';
import { createTransport, type Head, type Queued } from './transport.ts';
import type { Options, PageOptions, Plugin, Tracker } from './types.ts';

/** A session ends after half an hour in which no tab recorded anything. */
const IDLE = 18e5;

export type Call = [name: string, event?: PageOptions | undefined];

/** Calls that came before; once a tracker begins, what is pushed is recorded, by all the trackers of `t`. */
export interface Calls extends Array<Call> {
	t?: ((call: Call) => void)[];
}

/** What becomes a tracker: it has the calls that came before. */
export interface Target extends Partial<Tracker> {
	q: Calls;
}

/**
 * One site's tracker on this page: gives `target` its methods, unless nothing is to be counted here.
 *
 * It begins when the page is shown: at once, or when a tab that was opened in the background is first looked at, or when
 * a prerendered page is opened. Then it sends the first page view at once, records the calls that came before, and takes
 * over their `push`.
 */
export const createTracker = (endpoint: string | URL, options: Options, plugin: Plugin, target: Target): void => {
	let begun: unknown;
	let page: WirePage | undefined;
	let count: number;
	/** The address that the current page view stands for. */
	let route: string | undefined;
	let excluded: unknown;
	/** Tells the plugin that the page view may be over, or that it is. */
	let turn: ReturnType<Plugin>;
	const queue: Queued[] = [];
	const persistent = (): boolean => PERSIST && 'persist' in options && !refuses();
	const head: Head = { v: 1, site: options.site ?? location.hostname, bot: navigator.webdriver };
	const debug = DEBUG && 'debug' in options;
	const deliver = createTransport(endpoint, head, queue, debug, OFFLINE && persistent());
	/** The address, with `query` in place of its query; the hash only when the site routes by it. */
	const here = (query: typeof campaign | '', href?: string): string =>
		((DETAIL && href) || location.href).replace(/\?[^#]*/g, query as '').replace('hash' in options ? '' : /#.*/, '');
	const changed = (): boolean => here('') !== route;
	const quiet = (): boolean => (read() as unknown as number) > 0;

	const add = (e: string, fields?: object): void => {
		if (METHODS && (!page || quiet() || (PATHS && excluded))) return;
		deliver({ p: page as object, a: Date.now(), n: count++, e, ...fields });
	};
	const leave = (over?: unknown): void => {
		const totals = attempt(turn, over);
		if (totals) add('page_unload', totals);
	};
	const record = ([name, event]: Call): unknown =>
		attempt(() => {
			if (MANY && !begun) return target.q.push([name, event]);
			if (debug && !name?.trim) console.log('[footfall] An event needs a name.');
			if (!page || name === 'pageview') {
				if (PLUGINS) leave(1);
				page = {
					id: pageId(),
					u: DETAIL ? here(campaign, new URL(event?.url ?? location.href, location as unknown as URL).href) : here(campaign),
					t: DETAIL ? String(event?.title ?? document.title) : document.title,
					// a route's referrer is the route before
					r: DETAIL
						? String(event?.referrer ?? page?.u ?? document.referrer).replace(/\?.*/, '')
						: (page?.u ?? document.referrer.replace(/\?.*/, '')),
					// biome-ignore lint/style/useTemplate: three bytes
					s: screen.width + 'x' + screen.height,
				};
				route = here('');
				count = 0;
				if (PATHS) {
					page.u = mask(page.u, options);
					excluded = !page.u;
				}
			}
			if (persistent() && !quiet()) {
				let [visitor, session, last] = (read() || pageId()).split(' ') as [string, string, number];
				// biome-ignore lint/suspicious/noAssignInExpressions: a few bytes
				const fresh = Date.now() - last < IDLE ? 0 : (session = pageId());
				// biome-ignore lint/style/useTemplate: a few bytes
				write(visitor + ' ' + session + ' ' + Date.now());
				page.visitor = visitor;
				page.session = session;
				if (fresh) add('session_start');
			}
			// what JSON cannot say must not hold up the queue later
			return SCRUB
				? add(name.trim(), {
						d: scrub(SETTINGS ? { ...options.props, ...event?.props } : event?.props),
						...(CALLBACK ? { i: event?.interactive === false ? false : undefined } : {}),
						...(CALLBACK ? { c: event?.callback } : {}),
						...(REVENUE ? { $: event?.revenue && [event.revenue.amount, event.revenue.currency].map(String) } : {}),
					})
				: add(name, JSON.parse(JSON.stringify({ d: event?.props })));
		});
	const view = (detail?: PageOptions): unknown => (MANY ? record(['pageview', detail]) : target.q.push(['pageview', detail]));

	const wants = (kind: string): boolean =>
		CLICKS ? (options.track?.includes(kind) ?? kind !== 'clicks') : (options.track ?? kind).includes(kind);

	const check = (event?: unknown): void => {
		if (begun || document.hidden || (CONSENT && 'consent' in options && ((read() ?? 1) as number) > 0)) {
			// the last that a phone tells
			if (PLUGINS) leave();
			if (BEACON) deliver(undefined, event);
			else deliver();
		} else {
			begun = 1;
			if (PLUGINS) turn = attempt(plugin, target as Tracker);
			if (MANY) {
				target.q.t ??= [];
				target.q.t.push(record);
				target.q.push = (call) => target.q.t?.map((each) => each(call)).length as number;
			} else target.q.push = record as typeof target.q.push;
			if (options.auto !== 'false') {
				view();
				onRoute(() => {
					if (changed()) {
						// by then the title is the new page's, and a redirect has happened
						setTimeout(() => changed() && view());
						// before the next page is drawn
						if (PLUGINS) leave();
					}
				});
				listen<PageTransitionEvent>((event) => event.persisted && view(), 'pageshow');
			}
			if (OFFLINE && persistent()) claim(queue);
			target.q.map(record);
			deliver();
		}
	};

	const { domains } = options;
	if (HOSTS && (('doNotTrack' in options && refuses()) || (domains && !domains.split(',').includes(location.hostname)))) return;
	if (METHODS) {
		target.page = view;
		target.optIn = () => {
			if (quiet() || (CONSENT && !read())) write('');
			if (CONSENT) attempt(check);
		};
		target.optOut = () => {
			write('1');
			// takes what is kept out of the storage, too
			if (OFFLINE) claim(queue);
			queue.splice(0);
		};
		target.flush = () => deliver();
		target.notice = (kind, tag, name) => {
			name = tag[''] ?? name;
			return name && (options.track ?? kind).includes(kind) && !record([name, { props: tag }]);
		};
		if (OFFLINE) {
			target.report = add;
			target.wants = wants;
		}
		if (CLICKS) target.track = (...call) => record(call);
		if (IDENTIFY) target.identify = (user) => attempt(() => (head.user = user?.toString()));
	}
	// not `unload`: it would forbid the back/forward cache
	listen(check, 'visibilitychange', 'pagehide', 'online');
	check();
};
