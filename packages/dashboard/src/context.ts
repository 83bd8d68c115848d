import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { App } from './compose.ts';
import type { Site } from './data/api.ts';

export const AppContext = createContext<App | undefined>(undefined);

/** The shared parts of the page. */
export function useApp(): App {
	const app = useContext(AppContext);
	if (app === undefined) throw new Error('There is no AppContext around this component.');
	return app;
}

/** The site on the page; only below the place that has made sure of one. */
export function useSite(): Site {
	const site = useApp().sites.current.value;
	if (site === undefined) throw new Error('There is no site on the page.');
	return site;
}
