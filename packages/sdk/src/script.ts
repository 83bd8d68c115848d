import { FOREIGN, HOSTS, MANY, METHODS, SETTINGS } from './flags.ts';
import { attempt } from './guard.ts';
import { tagOf } from './tags.ts';
import { type Call, createTracker, type Target } from './tracker.ts';
import type { Options, Plugin } from './types.ts';

/** `window.footfall`: the page's own stub all along; a tracker takes over its queue, and adds its methods. */
interface Footfall extends Target {
	(...call: Call): unknown;
	[key: string]: unknown;
}

/**
 * Starts what a script tag asks for, and takes over the queue of the stub `window.footfall`.
 */
export function run(plugin: Plugin): void {
	attempt((plugin) => {
		// null in a module
		const script = (document.currentScript ||
			document.querySelector(
				FOREIGN ? 'script[data-site],script[data-domain],script[data-website-id]' : 'script[data-site]',
			)) as HTMLScriptElement;
		const options: Options & Record<string, unknown> = SETTINGS
			? { props: tagOf(script, FOREIGN ? /^(?:data-prop|event)-(.*)/ : /^data-prop-(.*)/), ...script.dataset }
			: script.dataset;
		if (FOREIGN) foreign(options);
		const endpoint = new URL((options.api as string) ?? 'api/events', script.src);
		// biome-ignore lint/suspicious/noAssignInExpressions: a few bytes
		const stub: Footfall = ((window as unknown as { footfall: Footfall }).footfall ??= ((...call) => stub.q.push(call)) as Footfall);
		stub.q ??= [];
		// in most builds there is one site a page, and the first one's methods are there
		const key = MANY ? `${options.site}${endpoint}` : METHODS ? 'page' : 'v';
		// loaded twice counts once; an address without a host is a file or data
		if (!stub[key] && (!HOSTS || location.hostname)) {
			if (MANY || !METHODS) stub[key] = 1;
			createTracker(endpoint, options, plugin, stub);
		}
	}, plugin);
}

/** Reads Plausible's and Umami's names of attributes as ours. */
function foreign(options: Options & Record<string, unknown>): void {
	const { domain, websiteId, autoTrack, hostUrl, tag } = options as Record<string, string | undefined>;
	if (domain || websiteId) options.site = (domain ?? websiteId) as string;
	if (autoTrack) options.auto = autoTrack;
	if (hostUrl) options.api = `${hostUrl.replace(/\/$/, '')}/api/events`;
	if (tag) options.props = { ...options.props, tag };
}
