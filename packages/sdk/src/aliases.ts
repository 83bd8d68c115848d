import type { EventOptions, PageOptions, Props, Tracker } from './types.ts';

type PlausibleCall = [name: string, options?: EventOptions & { u?: string; url?: string }];
interface UmamiView extends PageOptions {
	name?: string;
	data?: Props;
}

/**
 * `window.plausible()` and `window.umami` for pages that call them, unless the tool itself is there. What Plausible's own
 * stub has queued is taken over.
 */
export function aliases({ track, page, identify }: Tracker): void {
	const scope = window as unknown as {
		plausible?: { (...call: PlausibleCall): void; q?: Iterable<PlausibleCall> };
		umami?: unknown;
	};
	const { plausible } = scope;
	if (!plausible || plausible.q) {
		const call = (...[name, options]: PlausibleCall): void => {
			if (name === 'pageview') page({ ...options, url: options?.u ?? options?.url });
			else track(name, options);
		};
		scope.plausible = call;
		for (const early of plausible?.q ?? []) call(...early);
	}
	scope.umami ??= {
		/** A page view without arguments, an event by name, or what a function makes of the page's own description. */
		track(what?: string | UmamiView | ((own: UmamiView) => UmamiView), data?: Props) {
			if (typeof what === 'string') return track(what, { props: data });
			const own = { url: location.pathname, title: document.title, referrer: document.referrer };
			const { name, data: props, ...view } = (typeof what === 'function' ? what(own) : what) ?? {};
			return name ? track(name, { props }) : page({ ...view, props });
		},
		identify(id: string | Props) {
			if (typeof id === 'string') identify(id);
		},
	};
}
