/** The version of the wire that this code writes. Older ones stay decodable. */
export const WIRE_VERSION = 1;

/**
 * What an event name means for counting.
 *
 * - `counts`: it is one of the metric `events`.
 * - `interactive`: it ends a bounce.
 * - `extends`: it opens or lengthens a visit. What does not extend joins the visit of its page view by id: a tab closed
 *   after 45 idle minutes must not open a visit.
 */
export interface EventMeaning {
	readonly counts: boolean;
	readonly interactive: boolean;
	readonly extends: boolean;
}

/** The names that Footfall gives a meaning of its own; every other name is a custom event. */
export const eventNames = {
	pageview: { counts: true, interactive: false, extends: true },
	session_start: { counts: true, interactive: false, extends: true },
	click: { counts: true, interactive: true, extends: true },
	page_unload: { counts: false, interactive: false, extends: false },
	web_vitals: { counts: false, interactive: false, extends: false },
	error: { counts: false, interactive: false, extends: false },
} as const satisfies Record<string, EventMeaning>;

export type KnownEventName = keyof typeof eventNames;

const custom: EventMeaning = { counts: true, interactive: true, extends: true };
const passive: EventMeaning = { counts: true, interactive: false, extends: true };

const meanings: ReadonlyMap<string, EventMeaning> = /* @__PURE__ */ new Map(/* @__PURE__ */ Object.entries(eventNames));

/** The meaning of any event name; `interactive: false` on a custom event (Plausible's option) makes it passive. */
export function meaningOf(name: string, interactive = true): EventMeaning {
	return meanings.get(name) ?? (interactive ? custom : passive);
}

/** What the server accepts at most; sizes in bytes, lengths in characters, ages in milliseconds. */
export const limits = {
	wireBytes: 256 * 1024,
	bodyBytes: 1024 * 1024,
	depth: 8,
	eventsPerBatch: 100,
	eventBytes: 32 * 1024,
	nameLength: 120,
	urlLength: 2000,
	titleLength: 500,
	props: 30,
	propKeyLength: 300,
	propValueLength: 2000,
	/** How old an event may be when it arrives: cookieless salts live 48 h, so a day is safe; persistent mode has three. */
	ageCookieless: 24 * 3_600_000,
	agePersistent: 72 * 3_600_000,
} as const;

/** Query parameters that survive in a page's address; all others are dropped by the SDK and again by the server. */
export const keptParams = [
	'utm_source',
	'utm_medium',
	'utm_campaign',
	'utm_content',
	'utm_term',
	'ref',
	'source',
	'src',
	'gclid',
	'gbraid',
	'wbraid',
	'fbclid',
	'msclkid',
	'ttclid',
	'twclid',
	'li_fat_id',
] as const;

/** The shape of a page-view id: 8 characters of base-36 milliseconds, then 12 of nanoid's alphabet. */
export const PAGE_ID = /^[0-9a-z]{8}[A-Za-z0-9_-]{12}$/;

/** The shape of an event id: a page-view id, a dot, and the event's number on that page. */
export const EVENT_ID = /^[0-9a-z]{8}[A-Za-z0-9_-]{12}\.(0|[1-9]\d{0,5})$/;

/** The first 8 characters of a page-view id: milliseconds since the epoch in base 36. */
export function idTime(ms: number): string {
	return Math.floor(ms).toString(36).padStart(8, '0').slice(-8);
}

/** The page-view id inside an event id. */
export function pageOf(eventId: string): string {
	return eventId.slice(0, 20);
}

/** A property's value. */
export type Scalar = string | number | boolean | null;

/** Money as an integer of the currency's minor unit (cents) and an ISO 4217 code. */
export interface Revenue {
	amount: number;
	currency: string;
}

/** The totals that a page view collects while it lives; the server keeps the greatest of each that it hears. */
export const pageTotals = ['engaged', 'scroll', 'lcp', 'inp', 'cls', 'fcp', 'ttfb', 'load'] as const;
export type PageTotal = (typeof pageTotals)[number];

/** What is true of a page view, sent once per batch. Short keys, because every page pays for them. */
export interface WirePage {
	/** Page-view id. */
	id: string;
	/** Absolute address, query string reduced to `keptParams`, hash only in hash mode. */
	u: string;
	/** Title. */
	t?: string;
	/** Referrer; after a route change inside the page, the route before. */
	r?: string;
	/** Screen, `1440x900`, in CSS pixels. */
	s?: string;
	/** Language, BCP 47; the first of `Accept-Language` when left out. */
	l?: string;
	/** As in the batch, whose own they take the place of: pages of several sessions may be in one batch. */
	visitor?: string;
	session?: string;
}

/** One event of a batch. */
export interface WireEvent {
	/** Index into `pages`; 0 when left out. */
	p?: number;
	/** The event's number on its page view; its id is `<page id>.<n>`. */
	n: number;
	/** Name. */
	e: string;
	/** Milliseconds between capture and sending: the event's time is received − age, so that clock skew cancels out. */
	a?: number;
	/** Properties. */
	d?: Record<string, Scalar>;
	/** Revenue in minor units and currency; a text is in main units, as a page says it (`9.99`), and left out when it is no money. */
	$?: [amount: number | string, currency: string];
	/** False: a custom event that does not end a bounce. */
	i?: boolean;
	/** Visible-and-focused milliseconds of the page view so far. */
	engaged?: number;
	/** Deepest scroll of the page view so far, percent. */
	scroll?: number;
	lcp?: number;
	inp?: number;
	cls?: number;
	fcp?: number;
	ttfb?: number;
	load?: number;
}

/** What `POST /api/events` takes, as JSON in `text/plain` or `application/json`. */
export interface WireBatch {
	v: 1;
	/** Site id, domain or alias. */
	site: string;
	/** Persistent mode: the browser's own visitor and session ids. */
	visitor?: string;
	session?: string;
	/** After `identify()`. */
	user?: string;
	/** True when `navigator.webdriver` is: the server decides what to make of it. */
	bot?: boolean;
	pages: WirePage[];
	events: WireEvent[];
}

/** The answer to a batch; an event that is not in `rejected` is durable. */
export interface Verdict {
	accepted: number;
	rejected: { index: number; code: import('./errors.ts').ErrorCode; at?: string }[];
}
