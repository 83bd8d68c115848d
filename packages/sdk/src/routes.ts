import { NAVIGATION } from './flags.ts';
import { attempt, listen } from './guard.ts';

/**
 * Calls back after each change of the address inside the page: push, replace, back and forward.
 *
 * The Navigation API tells of all of them and touches nothing of the page's; where it is missing, `pushState` and
 * `replaceState` are wrapped.
 */
export const onRoute = (callback: () => void): void => {
	if (NAVIGATION && window.navigation) navigation.addEventListener('currententrychange', callback);
	else {
		for (const method of ['pushState', 'replaceState'] as const) {
			const original = history[method];
			history[method] = (...args) => {
				original.apply(history, args);
				attempt(callback);
			};
		}
		listen(callback, 'popstate');
	}
};
