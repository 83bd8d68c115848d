import { FOREIGN, MANY, METHODS, SETTINGS } from './flags.ts';
import { attempt } from './guard.ts';
import { attributesOf } from './tags.ts';
import { createTracker } from './tracker.ts';
import type { EventOptions, Options, Plugin } from './types.ts';

type Call = [name: string, options?: EventOptions];
/** `window.footfall`: the page's own stub all along; a tracker takes over its queue. */
interface Footfall {
	(...call: Call): unknown;
	/** Calls that came before. */
	q?: Call[] | { push: (call: Call) => unknown };
	/** The trackers of this page, and what was called before the first of them: for the next. */
	t?: ((call: Call) => void)[];
	e?: Call[];
	[key: string]: unknown;
}

/**
 * Starts what a script tag asks for, and takes over the queue of the stub `window.footfall`.
 */
export function run(plugins: Plugin[]): void {
	attempt(() => {
		// null in a module
		const script = (document.currentScript ??
			document.querySelector(
				FOREIGN ? 'script[data-site],script[data-domain],script[data-website-id]' : 'script[data-site]',
			)) as HTMLScriptElement;
		const options: Options & Record<string, unknown> = { site: location.hostname, ...script.dataset };
		if (SETTINGS) options.props = attributesOf(script, FOREIGN ? /^(data-prop|event)-/ : /^data-prop-/);
		if (FOREIGN) foreign(options);
		const endpoint = new URL((options.api as string) ?? 'api/events', script.src);
		// biome-ignore-start lint/suspicious/noAssignInExpressions: each of these costs a few bytes otherwise
		const stub = ((window as unknown as { footfall: Footfall }).footfall ??= ((...call) => (stub.q as Call[]).push(call)) as Footfall);
		const queue = (stub.q ??= []) as Call[];
		// biome-ignore-end lint/suspicious/noAssignInExpressions: as above
		const key = (MANY ? `${options.site} ${endpoint}` : endpoint) as string;
		// loaded twice counts once; an address without a host is a file or data
		if (stub[key] || (SETTINGS && !location.hostname)) return;
		stub[key] = 1;
		const tracker = createTracker(endpoint, options, plugins, (track) => {
			const call = (call: Call): void => track(...call);
			if (MANY) {
				stub.t ??= [];
				stub.e ??= queue;
				const trackers = stub.t;
				trackers.push(call);
				stub.e.map(call);
				stub.q = { push: (late: Call) => trackers.map((each) => each(late)) };
			} else {
				queue.map(call);
				stub.q = { push: call };
			}
		});
		if (METHODS) Object.assign(stub, tracker);
	});
}

/** Reads Plausible's and Umami's names of attributes as ours. */
function foreign(options: Options & Record<string, unknown>): void {
	const { domain, websiteId, autoTrack, hostUrl, tag } = options as Record<string, string | undefined>;
	if (domain || websiteId) options.site = (domain ?? websiteId) as string;
	if (autoTrack) options.auto = autoTrack;
	if (hostUrl) options.api = `${hostUrl.replace(/\/$/, '')}/api/events`;
	if (tag) options.props = { ...options.props, tag };
}
