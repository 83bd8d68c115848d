import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import { type Answers, createAnswers } from './data/answers.ts';
import { type Api, createApi } from './data/api.ts';
import { type Connection, createConnection } from './data/connection.ts';
import { createSiteItems, type SiteItems } from './data/items.ts';
import type { Later } from './data/link.ts';
import { pollLink } from './data/poll.ts';
import { socketLink } from './data/socket.ts';
import { streamLink } from './data/stream.ts';
import { createWatch, type Watch } from './data/watch.ts';
import { createLabels, type Labels } from './format/labels.ts';
import { createNumbers, type Numbers } from './format/number.ts';
import { createTimes, type Times } from './format/time.ts';
import { type Day, dayIn } from './state/calendar.ts';
import { createNavigation, type Navigation } from './state/navigation.ts';
import { createSites, type Sites } from './state/sites.ts';
import { createTheme, type ThemeChoice } from './state/theme.ts';
import type { View } from './state/view.ts';

/** What may lie over the page; one thing at a time. */
export type Overlay =
	| 'pages'
	| 'sites'
	| 'add-site'
	| 'dates'
	| 'custom'
	| 'compare'
	| 'compare-custom'
	| 'filter'
	| 'segments'
	| 'funnels'
	| 'routes'
	| `goal-${string}`
	| 'help'
	| 'note'
	| `note-${string}`
	| `more-${string}`
	| `chip-${number}`;

/** Everything that the parts of the page share. */
export interface App {
	/** The mount's address, with its closing slash. */
	readonly base: string;
	readonly view: ReadonlySignal<View>;
	readonly go: Navigation['go'];
	readonly sites: Sites;
	readonly api: Api;
	/** Goals, segments, annotations and routes of the sites. */
	readonly items: SiteItems;
	readonly answers: Answers;
	readonly watch: Watch;
	readonly connection: Connection;
	readonly numbers: Numbers;
	readonly times: Times;
	readonly labels: Labels;
	readonly theme: ThemeChoice;
	readonly overlay: Signal<Overlay | undefined>;
	/** Milliseconds since the epoch, every second. */
	readonly now: ReadonlySignal<number>;
	/** Today at the site. */
	readonly today: ReadonlySignal<Day>;
}

/** Puts the page's parts together; the only place that touches the browser's globals. */
export function compose(window: Window & typeof globalThis): App {
	const clock = (): number => Date.now();
	const later: Later = (ms, callback) => {
		const timer = window.setTimeout(callback, ms);
		return () => window.clearTimeout(timer);
	};
	const base = new URL('.', window.document.baseURI).href;
	const locales = window.navigator.languages.length > 0 ? window.navigator.languages : ['en'];

	/** Nothing is asked for a page that nobody sees. */
	const every = (ms: number, work: () => void): (() => void) => {
		const timer = window.setInterval(() => {
			if (window.document.visibilityState === 'visible') work();
		}, ms);
		return () => window.clearInterval(timer);
	};

	const { view, go } = createNavigation(window);
	const api = createApi(base, window.fetch.bind(window));
	const connection = createConnection({
		links: [
			{ name: 'WebSocket', open: socketLink(new URL('ws', base).href.replace(/^http/, 'ws'), window.WebSocket) },
			{ name: 'event stream', open: streamLink(new URL('api/live', base).href, window.EventSource, later) },
			{ name: 'polling', open: pollLink(api, later, clock) },
		],
		clock,
		random: Math.random,
		later,
	});
	const answers = createAnswers(connection, clock);
	const sites = createSites(api, view);
	const now = signal(clock());
	window.setInterval(() => {
		now.value = clock();
	}, 1000);
	window.addEventListener('online', connection.wake);
	window.document.addEventListener('visibilitychange', () => {
		if (window.document.visibilityState === 'visible') connection.wake();
	});

	return {
		base,
		view,
		go,
		sites,
		api,
		items: createSiteItems({ api, changed: answers.doubt, every }),
		answers,
		watch: createWatch(connection),
		connection,
		numbers: createNumbers(locales),
		times: createTimes(locales),
		labels: createLabels(locales),
		theme: createTheme(window.document.documentElement, () => window.localStorage, window.matchMedia('(prefers-color-scheme: dark)')),
		overlay: signal<Overlay | undefined>(undefined),
		now,
		today: computed(() => dayIn(sites.current.value?.timeZone ?? 'UTC', now.value)),
	};
}
