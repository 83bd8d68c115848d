import { engagement } from './engagement.ts';
import { attempt } from './guard.ts';
import { together } from './plugins.ts';
import { createTracker, type Target } from './tracker.ts';
import type { EventOptions, Options, PageOptions, Plugin, Tracker } from './types.ts';

export { clicks } from './clicks.ts';
export { errors } from './errors.ts';
export { forms } from './forms.ts';
export { missing } from './missing.ts';
export type * from './types.ts';
export { vitals } from './vitals.ts';

export interface InitOptions extends Options {
	/** Where events are posted; relative to the page. Default `/api/events`. */
	endpoint?: string | undefined;
	/** What is watched beyond page views, engagement and scroll depth: `clicks`, `forms`, `missing`, `vitals`, `errors`, or your own. */
	plugins?: Plugin[] | undefined;
}

/** The page's trackers by site and endpoint; the first is the one that the functions below speak to. */
const trackers = new Map<string, Tracker>();
/** Calls before the first `init`. */
const early: ((tracker: Tracker) => void)[] = [];

const nothing = (): void => {};
/** What a server, a worker, or a page that cannot be counted gets. */
const silent: Tracker = {
	track: nothing,
	page: nothing,
	identify: nothing,
	optIn: nothing,
	optOut: nothing,
	flush: nothing,
	wants: () => false,
	notice: nothing,
	report: nothing,
};

/**
 * Starts counting for a site and returns its tracker; a second call with the same site and endpoint returns the first
 * one's. On a server and in a worker it does nothing. Never throws.
 */
export function init(options: InitOptions = {}): Tracker {
	let tracker: Tracker = silent;
	if (typeof document !== 'object') return tracker;
	attempt(() => {
		const { endpoint = '/api/events', plugins = [], site = location.hostname, ...rest } = options;
		const key = `${site} ${endpoint}`;
		const known = trackers.get(key);
		const target: Target = { q: [] };
		if (!known) createTracker(new URL(endpoint, location.href), { ...attributes(rest), site }, together([engagement, ...plugins]), target);
		// without methods it counts nothing here
		tracker = known ?? (target.track ? (target as Tracker) : silent);
		trackers.set(key, tracker);
		for (const call of early.splice(0)) call(tracker);
	});
	if (tracker === silent && options.debug) console.warn('[footfall] Nothing is counted here: a wrong endpoint, or not on this host.');
	return tracker;
}

/** Options as a script tag would have them: a switch that is off is not there; only `auto` is on unless it is `false`. */
function attributes({ auto, ...options }: Options): Options {
	const given = Object.entries(options).filter(([, value]) => value !== false && value != null);
	return { ...Object.fromEntries(given), ...(`${auto}` === 'false' ? { auto: 'false' } : {}) };
}

/** The first tracker now, or once there is one. */
function withTracker(call: (tracker: Tracker) => void): void {
	if (typeof document !== 'object') return;
	const [first] = trackers.values();
	if (first) call(first);
	else early.push(call);
}

/** Records an event. */
export function track(name: string, event?: EventOptions): void {
	withTracker((tracker) => tracker.track(name, event));
}

/** Records a page view: for routers of your own, with `auto: false`. */
export function page(detail?: PageOptions): void {
	withTracker((tracker) => tracker.page(detail));
}

/** Says who the visitor is from now on; the server stores a keyed hash. `null` forgets. */
export function identify(user: string | number | null): void {
	withTracker((tracker) => tracker.identify(user));
}

/** Takes back `optOut()`, or gives the consent that the option `consent` waits for. */
export function optIn(): void {
	withTracker((tracker) => tracker.optIn());
}

/** Sends nothing any more from this browser, and forgets what was stored; remembered. */
export function optOut(): void {
	withTracker((tracker) => tracker.optOut());
}

/** Sends what is queued now. */
export function flush(): void {
	withTracker((tracker) => tracker.flush());
}
