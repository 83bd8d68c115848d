import { derivedColumns, EVENT_ID, type EventRecord, type PageTotal, pageTotals, RECORD_VERSION, type Scalar } from '@footfall/protocol';
import type { PageTotals } from '../store/store.ts';

/** Why an entry of the log cannot be used. */
export type Fault = 'not_json' | 'unknown_version' | `invalid_${(typeof checked)[number]}` | 'unstorable';

const checked = [
	'record',
	'id',
	'site',
	'name',
	'time',
	'received',
	'visitor',
	'before',
	'session',
	'user',
	'import',
	'bot',
	'dims',
	'props',
	'revenue',
	'totals',
] as const;

const HASH = /^[0-9a-f]{16}$/;
/** Visit ids have 41 bits for the millisecond: until September 2039. */
const LAST_MS = 2 ** 41;
const UINT32 = 0xffff_ffff;
const mostOf: Record<PageTotal, number> = {
	engaged: UINT32,
	scroll: 100,
	lcp: UINT32,
	inp: UINT32,
	cls: 1e6,
	fcp: UINT32,
	ttfb: UINT32,
	load: UINT32,
};

type Fields = Record<string, unknown>;
const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);
const isText = (value: unknown, most: number): value is string => typeof value === 'string' && value !== '' && value.length <= most;
const isTime = (value: unknown): value is number => Number.isInteger(value) && Number(value) > 0 && Number(value) < LAST_MS;
const isScalar = (value: unknown): value is Scalar =>
	value === null || typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);

/**
 * An entry of the log as a record, or what is wrong with it; never throws. Fields of newer writers that are not known here are ignored.
 */
export function parseRecord(text: string): EventRecord | Fault {
	let fields: unknown;
	try {
		fields = JSON.parse(text);
	} catch {
		return 'not_json';
	}
	// an escape is the only way in which a NUL or half a surrogate pair can stand in JSON; no store keeps either
	if (text.includes('\\u') && /\\u(?:d[89a-f]|0000)/i.test(text)) fields = mend(fields);
	if (!isObject(fields)) return 'invalid_record';
	if (fields.v !== RECORD_VERSION) return 'unknown_version';
	return check(fields);
}

function check(fields: Fields): EventRecord | Fault {
	const { id, site, name, time, received, visitor, before, session, user, bot, dims, props, revenue, totals } = fields;
	if (typeof id !== 'string' || !EVENT_ID.test(id)) return 'invalid_id';
	if (!isText(site, 300)) return 'invalid_site';
	if (!isText(name, 300)) return 'invalid_name';
	if (!isTime(time)) return 'invalid_time';
	if (!isTime(received)) return 'invalid_received';
	if (typeof visitor !== 'string' || !HASH.test(visitor)) return 'invalid_visitor';
	if (before !== undefined && (typeof before !== 'string' || !HASH.test(before))) return 'invalid_before';
	if (session !== undefined && typeof session !== 'string') return 'invalid_session';
	if (user !== undefined && typeof user !== 'string') return 'invalid_user';
	if (fields.import !== undefined && !isText(fields.import, 40)) return 'invalid_import';
	if (!Number.isInteger(bot) || Number(bot) < 0 || Number(bot) > 100) return 'invalid_bot';
	if (!isDims(dims)) return 'invalid_dims';
	if (props !== undefined && !(isObject(props) && Object.values(props).every(isScalar))) return 'invalid_props';
	if (revenue !== undefined && !isRevenue(revenue)) return 'invalid_revenue';
	const read = totals === undefined ? undefined : totalsOf(totals);
	if (read === null) return 'invalid_totals';
	// the object itself, not a copy: copying costs as much as parsing
	if (read) fields.totals = read;
	// deleting costs, even where there is nothing to delete
	if (user === '') delete fields.user;
	if (fields.interactive !== undefined && fields.interactive !== false) delete fields.interactive;
	if (fields.persistent !== undefined && fields.persistent !== true) delete fields.persistent;
	return fields as unknown as EventRecord;
}

function isDims(dims: unknown): dims is EventRecord['dims'] {
	if (!isObject(dims)) return false;
	// nearly always all of them are; columns of newer writers may be anything
	if (Object.values(dims).every((value) => typeof value === 'string')) return true;
	return derivedColumns.every((name) => dims[name] === undefined || typeof dims[name] === 'string');
}

function isRevenue(revenue: unknown): revenue is NonNullable<EventRecord['revenue']> {
	return isObject(revenue) && Number.isSafeInteger(revenue.amount) && isText(revenue.currency, 10);
}

/** Within what the columns hold, and as exact as they hold it, so that a total is the same before and after it was stored. */
function totalsOf(totals: unknown): PageTotals | null {
	if (!isObject(totals)) return null;
	const read: PageTotals = {};
	for (const name of pageTotals) {
		const value = totals[name];
		if (value === undefined) continue;
		if (typeof value !== 'number' || !Number.isFinite(value) || value < 0) return null;
		const bounded = Math.min(value, mostOf[name]);
		read[name] = name === 'cls' ? Math.fround(bounded) : Math.round(bounded);
	}
	return read;
}

/** NULs out, lone surrogates replaced, in keys and values. */
function mend(value: unknown): unknown {
	if (typeof value === 'string') return value.replaceAll('\0', '').replace(/[\ud800-\udfff]/gu, '\ufffd');
	if (Array.isArray(value)) return value.map(mend);
	if (isObject(value)) return Object.fromEntries(Object.entries(value).map(([key, item]) => [mend(key), mend(item)]));
	return value;
}
