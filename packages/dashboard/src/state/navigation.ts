import { type ReadonlySignal, signal } from '@preact/signals';
import { readView, writeView } from './url.ts';
import type { View } from './view.ts';

/** The view and the ways to change it; the address bar always agrees with it. */
export interface Navigation {
	readonly view: ReadonlySignal<View>;
	/**
	 * Goes to a changed view: a new entry of the history, or in place of the present one. What a page has of its own does not go with it to
	 * another.
	 */
	go(change: Partial<View>, how?: 'push' | 'replace'): void;
	close(): void;
}

export function createNavigation(window: Pick<Window, 'location' | 'history' | 'addEventListener' | 'removeEventListener'>): Navigation {
	const view = signal<View>(readView(window.location.search));
	const follow = (): void => {
		view.value = readView(window.location.search);
	};
	window.addEventListener('popstate', follow);
	return {
		view,
		go(change, how = 'push') {
			const moves = change.page !== undefined && change.page !== view.peek().page;
			const next = { ...view.peek(), ...(moves ? { own: {}, details: undefined } : {}), ...change };
			const search = writeView(next);
			if (search === writeView(view.peek())) return;
			view.value = next;
			const address = `${window.location.pathname}${search}`;
			if (how === 'push') window.history.pushState(null, '', address);
			else window.history.replaceState(null, '', address);
		},
		close: () => window.removeEventListener('popstate', follow),
	};
}
