/** Properties of an event: scalars are sent as they are, objects as JSON; at most 30. */
export type Props = Record<string, unknown>;

/** What an element's markup says: properties, and under the empty name, which no property has, the event's name. */
export interface Tag extends Props {
	''?: string;
}

/** Money in the currency's main unit (`9.99`), with its ISO 4217 code. */
export interface Money {
	amount: number | string;
	currency: string;
}

/** What became of an event: the HTTP status of the batch that carried it, or 0 when it was given up. */
export interface Outcome {
	status: number;
}

export interface EventOptions {
	props?: Props | undefined;
	revenue?: Money | undefined;
	/** False: the event does not end a bounce. */
	interactive?: boolean | undefined;
	/** Called once when the server has answered, or when the event is given up. */
	callback?: ((outcome: Outcome) => void) | undefined;
}

/** What is recorded of a page view in place of what the page itself says. */
export interface PageOptions extends EventOptions {
	/** Absolute, or relative to the page's. */
	url?: string | undefined;
	title?: string | undefined;
	referrer?: string | undefined;
}

/** Totals of the page view so far, by the names of the wire: `engaged`, `scroll`, `lcp`, `inp`, `cls`, `fcp`, `ttfb`, `load`. */
export type Totals = Record<string, number | undefined>;

/**
 * Something that watches the page and tells the tracker; called once, when the tracker begins.
 *
 * What it returns is called whenever the page view may be over, and returns the totals that are to be told then; with
 * `over` when it surely is, also before the first one, and what is counted from then on belongs to the next one.
 */
// biome-ignore lint/suspicious/noConfusingVoidType: most plugins return nothing
export type Plugin = (tracker: Tracker) => void | ((over?: unknown) => Totals | false | void);

/** A switch; in a script tag the attribute alone means yes. */
export type Switch = boolean | string | undefined;

/** Everything is optional; each is also an attribute of the script tag (`data-do-not-track` for `doNotTrack`). */
export interface Options {
	/** The site's id or domain; the page's host name when left out. */
	site?: string | undefined;
	/** Off: no page view on load and on route changes; call `page()`. */
	auto?: Switch;
	/** The hash is part of the route. */
	hash?: Switch;
	/** Keep a visitor id and a 30-minute session in localStorage. Global Privacy Control and Do Not Track turn it off. */
	persist?: Switch;
	/** Send and store nothing before `optIn()`; calls until then wait in memory. */
	consent?: Switch;
	/** Send nothing from browsers with Do Not Track or Global Privacy Control. */
	doNotTrack?: Switch;
	/** Comma-separated host names; on others nothing is sent. */
	domains?: string | undefined;
	/** Comma-separated globs of paths on which nothing is recorded. */
	exclude?: string | undefined;
	/** Comma-separated globs of paths on which alone something is recorded. */
	include?: string | undefined;
	/** Comma-separated globs; a matching path is recorded as the glob itself. */
	mask?: string | undefined;
	/** Space-separated: `outbound downloads tags forms scroll 404 vitals errors clicks`; all but `clicks` when left out. */
	track?: string | undefined;
	/** Print each event and the server's verdict. */
	debug?: Switch;
	/** Properties of every event; `data-prop-<name>` each. */
	props?: Props | undefined;
}

/** One site's tracker on this page. No call throws into the page. */
export interface Tracker {
	/** Records an event; what of it cannot be sent is left out. */
	track(name: string, event?: EventOptions): unknown;
	/** Records a page view: for routers of your own, with `auto: false`. */
	page(page?: PageOptions): unknown;
	/** Says who the visitor is from now on; the server stores a keyed hash. `null` forgets. */
	identify(user: string | number | null): unknown;
	/** Takes back `optOut()`, or gives the consent that `consent` waits for. */
	optIn(): void;
	/** Sends nothing any more from this browser, and forgets what was stored; remembered. */
	optOut(): void;
	/** Sends what is queued now. */
	flush(): void;
	/** For plugins: whether the option `track` asks for this kind of automatic event; without it, all but `clicks`. */
	wants(kind: string): boolean;
	/**
	 * For plugins: records an automatic event, if the option `track` asks for its kind; whether it did. Its name is what the
	 * tag has under the empty name, or `name`; without one there is no event.
	 */
	notice(kind: string, tag: Tag, name?: string): unknown;
	/** For plugins: adds an event with fields of the wire (`d` for properties), which begins no session. */
	report(name: string, fields?: object): void;
}
