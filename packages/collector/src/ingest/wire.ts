import { FootfallError, limits, PAGE_ID, pageTotals, type Scalar, WIRE_VERSION } from '@footfall/protocol';
import type { Decoded, Fault, Hit } from './hit.ts';

/** A batch as read from the wire: the name of its site, and its events one by one. */
export interface WireRequest {
	readonly site: string;
	readonly events: readonly Decoded[];
}

type Fields = Record<string, unknown>;

const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);
const optional = (value: unknown, type: 'string' | 'number' | 'boolean'): boolean => value === undefined || typeof value === type;

function batchFault(at: string): FootfallError {
	return new FootfallError('invalid_batch', { at });
}

/** Where a field of the wrong type stands, or undefined when all fit. */
function misfit(fields: Fields, types: Readonly<Record<string, 'string' | 'number' | 'boolean'>>): string | undefined {
	for (const name in types) {
		const type = types[name];
		if (type !== undefined && !optional(fields[name], type)) return name;
	}
	return undefined;
}

const batchTypes = { visitor: 'string', session: 'string', user: 'string', bot: 'boolean' } as const;
const pageTypes = { u: 'string', t: 'string', r: 'string', s: 'string', l: 'string' } as const;
const eventTypes = {
	n: 'number',
	e: 'string',
	a: 'number',
	i: 'boolean',
	p: 'number',
	engaged: 'number',
	scroll: 'number',
	lcp: 'number',
	inp: 'number',
	cls: 'number',
	fcp: 'number',
	ttfb: 'number',
	load: 'number',
} as const;

/** What all events of a page view share, or what is wrong with it. */
type Page = { readonly shared: Omit<Hit, 'id' | 'name' | 'time'> & { readonly pageId: string } } | { readonly fault: Fault };

function readPage(page: unknown, place: string, batch: Fields): Page {
	if (!isObject(page)) return { fault: { code: 'invalid_event', at: place } };
	const wrong = misfit(page, pageTypes);
	if (wrong !== undefined) return { fault: { code: wrong === 'u' ? 'invalid_url' : 'invalid_event', at: `${place}.${wrong}` } };
	const { id, u, t, r, s, l } = page as { id: unknown; u?: string; t?: string; r?: string; s?: string; l?: string };
	if (typeof id !== 'string' || !PAGE_ID.test(id)) return { fault: { code: 'invalid_id', at: `${place}.id` } };
	if (u === undefined) return { fault: { code: 'invalid_url', at: `${place}.u` } };
	const { visitor, session, user, bot } = batch as { visitor?: string; session?: string; user?: string; bot?: boolean };
	return {
		shared: {
			pageId: id,
			url: u,
			...(t === undefined ? {} : { title: t }),
			...(r === undefined ? {} : { referrer: r }),
			...(s === undefined ? {} : { screen: s }),
			...(l === undefined ? {} : { language: l }),
			...(visitor ? { visitor } : {}),
			...(session ? { session } : {}),
			...(user ? { user } : {}),
			...(bot === true ? { driven: true } : {}),
		},
	};
}

function readTotals(event: Fields): Hit['totals'] {
	let totals: { -readonly [K in keyof NonNullable<Hit['totals']>]: number } | undefined;
	for (const name of pageTotals) {
		const value = event[name];
		if (typeof value !== 'number') continue;
		totals ??= {};
		totals[name] = value;
	}
	return totals;
}

function readEvent(event: unknown, at: string, pages: readonly Page[], received: number): Decoded {
	if (!isObject(event)) return { fault: { code: 'invalid_event', at } };
	const wrong = misfit(event, eventTypes);
	if (wrong !== undefined)
		return { fault: { code: wrong === 'a' ? 'invalid_age' : wrong === 'e' ? 'invalid_name' : 'invalid_event', at: `${at}.${wrong}` } };
	const page = pages[typeof event.p === 'number' ? event.p : 0];
	if (page === undefined) return { fault: { code: 'invalid_event', at: `${at}.p` } };
	if ('fault' in page) return page;
	const age = event.a === undefined ? 0 : (event.a as number);
	if (!Number.isFinite(age) || age < 0) return { fault: { code: 'invalid_age', at: `${at}.a` } };
	if (event.e === undefined) return { fault: { code: 'invalid_name', at: `${at}.e` } };
	if (event.d !== undefined && !isObject(event.d)) return { fault: { code: 'invalid_props', at: `${at}.d` } };
	const money = event.$;
	if (money !== undefined && !(Array.isArray(money) && typeof money[0] === 'number' && typeof money[1] === 'string')) {
		return { fault: { code: 'invalid_revenue', at: `${at}.$` } };
	}
	const { pageId, ...shared } = page.shared;
	const totals = readTotals(event);
	return {
		hit: {
			...shared,
			id: `${pageId}.${event.n}`,
			name: event.e as string,
			time: received - age,
			...(event.d === undefined ? {} : { props: event.d as Record<string, Scalar> }),
			...(money === undefined ? {} : { revenue: { amount: money[0], currency: money[1] } }),
			...(event.i === false ? { interactive: false } : {}),
			...(totals === undefined ? {} : { totals }),
		},
	};
}

/**
 * Reads a batch of our own script (`protocol/events.ts`), each event for itself.
 *
 * @param size characters of the whole body; only a body larger than one event may be is measured event by event.
 * @throws {FootfallError} when the batch itself is wrong: `invalid_batch`, `unsupported_version`, `too_many_events`.
 */
export function readBatch(json: unknown, received: number, size: number): WireRequest {
	if (!isObject(json)) throw batchFault('');
	if (json.v !== WIRE_VERSION) throw new FootfallError('unsupported_version', { at: 'v' });
	if (typeof json.site !== 'string' || json.site === '') throw batchFault('site');
	const wrong = misfit(json, batchTypes);
	if (wrong !== undefined) throw batchFault(wrong);
	if (!Array.isArray(json.pages) || json.pages.length > limits.eventsPerBatch) throw batchFault('pages');
	if (!Array.isArray(json.events) || json.events.length === 0) throw batchFault('events');
	if (json.events.length > limits.eventsPerBatch) throw new FootfallError('too_many_events', { at: 'events' });
	const pages = json.pages.map((page, index) => readPage(page, `pages[${index}]`, json));
	const events = json.events.map((event: unknown, index): Decoded => {
		const at = `events[${index}]`;
		if (size > limits.eventBytes && JSON.stringify(event).length > limits.eventBytes) return { fault: { code: 'event_too_large', at } };
		return readEvent(event, at, pages, received);
	});
	return { site: json.site, events };
}
