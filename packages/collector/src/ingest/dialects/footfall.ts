import {
	type ErrorCode,
	FootfallError,
	limits,
	PAGE_ID,
	type PageTotal,
	pageTotals,
	type Revenue,
	type Scalar,
	WIRE_VERSION,
	type WireBatch,
} from '@footfall/protocol';
import type { Decoded, Fault, Hit, HitField, HitPage } from '../hit.ts';
import { minorUnits } from '../money.ts';
import type { Dialect } from './dialect.ts';

type Fields = Readonly<Record<string, unknown>>;
type JsonType = 'string' | 'number' | 'boolean' | 'object';

const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The fields of each part of a batch with their JSON types; further fields are let pass, for newer scripts. */
const batchTypes = new Map<string, JsonType>([
	['visitor', 'string'],
	['session', 'string'],
	['user', 'string'],
	['bot', 'boolean'],
]);
const pageTypes = new Map<string, JsonType>(['u', 't', 'r', 's', 'l', 'visitor', 'session'].map((name) => [name, 'string']));
const eventTypes = new Map<string, JsonType>([
	['n', 'number'],
	['e', 'string'],
	['a', 'number'],
	['i', 'boolean'],
	['p', 'number'],
	['d', 'object'],
	['$', 'object'],
	...pageTotals.map((name): [string, JsonType] => [name, 'number']),
]);

/** What is wrong when a field of an event has another type; `invalid_event` for the others. */
const codes = new Map<string, ErrorCode>([
	['n', 'invalid_id'],
	['e', 'invalid_name'],
	['a', 'invalid_age'],
	['d', 'invalid_props'],
	['$', 'invalid_revenue'],
]);

/** The first field that has not the type it should have. */
function misfit(fields: Fields, types: ReadonlyMap<string, JsonType>): string | undefined {
	for (const key of Object.keys(fields)) {
		const type = types.get(key);
		const value = fields[key];
		if (type !== undefined && (typeof value !== type || value === null)) return key;
	}
	return undefined;
}

/** A page with its id and whose it is, or what is wrong with it. */
type Page = ({ readonly id: string; readonly page: HitPage } & Partial<Pick<Hit, 'visitor' | 'session'>>) | { readonly fault: Fault };

function readPage(fields: unknown, index: number): Page {
	const fault = (code: ErrorCode, at = ''): Page => ({ fault: { code, at: `pages[${index}]${at}` } });
	if (!isObject(fields)) return fault('invalid_event');
	const wrong = misfit(fields, pageTypes);
	if (wrong !== undefined) return fault(wrong === 'u' ? 'invalid_url' : 'invalid_event', `.${wrong}`);
	const { id, u, t, r, s, l, visitor, session } = fields as Partial<WireBatch['pages'][number]>;
	if (typeof id !== 'string' || !PAGE_ID.test(id)) return fault('invalid_id', '.id');
	if (u === undefined) return fault('invalid_url', '.u');
	return {
		id,
		page: { url: u, title: t, referrer: r, screen: s, language: l },
		visitor: visitor || undefined,
		session: session || undefined,
	};
}

/** Money in minor units; false for what is none in the wire's sense, undefined where there is none or it cannot be read. */
function readRevenue(value: unknown): Revenue | undefined | false {
	if (value === undefined) return undefined;
	const [amount, currency] = Array.isArray(value) ? (value as unknown[]) : [];
	if (typeof currency !== 'string') return false;
	if (typeof amount === 'string') return minorUnits(amount, currency);
	return typeof amount === 'number' && { amount, currency };
}

function readTotals(event: Fields): Partial<Record<PageTotal, number>> | undefined {
	let totals: Partial<Record<PageTotal, number>> | undefined;
	for (const name of pageTotals) {
		const value = event[name];
		if (typeof value !== 'number') continue;
		totals ??= {};
		totals[name] = value;
	}
	return totals;
}

const MOST_N = 999_999;

type EventReader = (fields: unknown, index: number) => Decoded;

function eventReader(batch: Partial<WireBatch>, pages: readonly Page[], received: number): EventReader {
	const { visitor, session, user } = batch;
	const sender = { visitor: visitor || undefined, session: session || undefined, user: user || undefined, driven: batch.bot };
	return (fields, index) => {
		const fault = (code: ErrorCode, at = ''): Decoded => ({ fault: { code, at: `events[${index}]${at}` } });
		if (!isObject(fields)) return fault('invalid_event');
		const wrong = misfit(fields, eventTypes);
		if (wrong !== undefined) return fault(codes.get(wrong) ?? 'invalid_event', `.${wrong}`);
		const {
			n,
			e,
			a = 0,
			i,
			p = 0,
			d,
			$,
		} = fields as { n?: number; e?: string; a?: number; i?: boolean; p?: number; d?: object; $?: object };
		const page = pages[p];
		if (page === undefined) return fault('invalid_event', '.p');
		if ('fault' in page) return page;
		if (n === undefined || !Number.isInteger(n) || n < 0 || n > MOST_N) return fault('invalid_id', '.n');
		if (e === undefined) return fault('invalid_name', '.e');
		if (!Number.isFinite(a) || a < 0) return fault('invalid_age', '.a');
		if (Array.isArray(d)) return fault('invalid_props', '.d');
		const revenue = readRevenue($);
		if (revenue === false) return fault('invalid_revenue', '.$');
		return {
			hit: {
				page: page.page,
				id: `${page.id}.${n}`,
				name: e,
				time: received - a,
				visitor: page.visitor ?? sender.visitor,
				session: page.session ?? sender.session,
				user: sender.user,
				props: d as Readonly<Record<string, Scalar>> | undefined,
				revenue,
				interactive: i,
				totals: readTotals(fields),
				driven: sender.driven,
			},
		};
	};
}

/** How our script names the parts of an event. */
const names: Readonly<Record<HitField, string>> = { name: '.e', time: '.a', url: '.u', props: '.d', revenue: '.$', totals: '' };

/** Our own batch (`protocol/events.ts`), each event for itself. */
export const footfall: Dialect = {
	name: 'footfall',

	decode(json, { received, client, size }) {
		if (!isObject(json)) throw new FootfallError('invalid_batch');
		const invalid = (at: string): FootfallError => new FootfallError('invalid_batch', { at });
		if (json.v !== WIRE_VERSION) throw new FootfallError('unsupported_version', { at: 'v' });
		const wrong = misfit(json, batchTypes);
		if (wrong !== undefined) throw invalid(wrong);
		const { site, pages, events } = json;
		if (typeof site !== 'string' || site === '') throw invalid('site');
		if (!Array.isArray(pages) || pages.length > limits.eventsPerBatch) throw invalid('pages');
		if (!Array.isArray(events) || events.length === 0) throw invalid('events');
		if (events.length > limits.eventsPerBatch) throw new FootfallError('too_many_events', { at: 'events' });

		const read = eventReader(json as Partial<WireBatch>, pages.map(readPage), received);
		// Three bytes are the most that a character takes, so a small body has no large event.
		const mayBeLarge = size * 3 > limits.eventBytes;
		return {
			site,
			client,
			events: events.map((event: unknown, index) => {
				const tooLarge = mayBeLarge && Buffer.byteLength(JSON.stringify(event)) > limits.eventBytes;
				return tooLarge ? { fault: { code: 'event_too_large', at: `events[${index}]` } } : read(event, index);
			}),
			placeOf(field, index) {
				const event = events[index] as { p?: number };
				return (field === 'url' ? `pages[${event.p ?? 0}]` : `events[${index}]`) + names[field];
			},
		};
	},

	answer: ({ accepted, rejected }) => ({ status: 202, body: { accepted, rejected } }),

	refuse: (error) => ({ status: error.status, body: error.toBody() }),
};
