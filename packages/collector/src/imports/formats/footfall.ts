import { derivedColumns, type EventRecord, limits, pageTotals, RECORD_VERSION, type Scalar } from '@footfall/protocol';
import { parseRecord } from '../../aggregate/parse.ts';
import { cut } from '../../ingest/text.ts';
import type { Cell } from '../../store/store.ts';
import type { ParquetRow } from '../parquet.ts';
import type { Outcome } from '../rows.ts';

export interface OwnContext {
	readonly site: string;
	readonly importId: string;
	/** Milliseconds since the epoch. */
	readonly now: number;
}

const AHEAD = 36 * 3_600_000;
const MOST_REVENUE = 1e13;

const textOf = (cell: Cell | undefined): string => (typeof cell === 'string' ? cell : '');

function propsOf(text: string): EventRecord['props'] | 'broken' | undefined {
	if (text === '') return undefined;
	try {
		const props: unknown = JSON.parse(text);
		if (typeof props !== 'object' || props === null || Array.isArray(props)) return 'broken';
		const entries = Object.entries(props);
		const fits = ([key, value]: [string, unknown]): boolean =>
			key.length <= limits.propKeyLength && (typeof value !== 'string' || value.length <= limits.propValueLength);
		return entries.length <= limits.props && entries.every(fits) ? (props as Record<string, Scalar>) : 'broken';
	} catch {
		return 'broken';
	}
}

function revenueOf(amount: Cell | undefined, currency: string): EventRecord['revenue'] | 'broken' | undefined {
	if (currency === '') return undefined;
	const value = Number(amount);
	return Number.isSafeInteger(value) && Math.abs(value) <= MOST_REVENUE && /^[A-Z]{3}$/.test(currency)
		? { amount: value, currency }
		: 'broken';
}

function dimsOf(row: ParquetRow): EventRecord['dims'] {
	const dims: EventRecord['dims'] = {};
	for (const column of derivedColumns) {
		const value = cut(textOf(row[column]), limits.urlLength);
		if (value !== '') dims[column] = value;
	}
	return dims;
}

function totalsOf(row: ParquetRow): EventRecord['totals'] {
	const known = pageTotals.flatMap((name) => (typeof row[name] === 'number' ? [[name, row[name]] as const] : []));
	return known.length === 0 ? undefined : Object.fromEntries(known);
}

/** An event that another Footfall, or this one, has exported: the same id, visitor and dimensions, so that what is here already is known. */
export function ownEvent({ site, importId, now }: OwnContext): (row: ParquetRow) => Outcome {
	return (row) => {
		const time = Number(row.time);
		const props = propsOf(textOf(row.props));
		const revenue = revenueOf(row.revenue_amount, textOf(row.revenue_currency));
		const name = textOf(row.name);
		if (!Number.isInteger(time) || time <= 0 || time > now + AHEAD) return { fault: 'The time is not one, or lies in the future.' };
		if (name === '' || name.length > limits.nameLength) return { fault: 'The name of the event is empty or too long.' };
		if (props === 'broken') return { fault: 'The properties are too many or too long.' };
		if (revenue === 'broken') return { fault: 'The revenue is not an amount and a currency.' };
		const visitor = textOf(row.visitor);
		const value = JSON.stringify({
			v: RECORD_VERSION,
			id: textOf(row.event_id),
			site,
			name,
			time,
			received: Math.min(Math.max(Number(row.received ?? time) || time, time), now),
			visitor,
			persistent: row.persistent === true ? true : undefined,
			session: cut(textOf(row.session), 100) || undefined,
			user: cut(textOf(row.user), 100) || undefined,
			import: importId,
			route: Number.parseInt(visitor.slice(0, 2), 16) || 0,
			bot: Math.min(100, Math.max(0, Math.round(Number(row.bot ?? 0)))),
			interactive: row.interactive === false ? false : undefined,
			dims: dimsOf(row),
			props,
			revenue,
			totals: totalsOf(row),
		});
		const record = parseRecord(value);
		if (typeof record === 'string') return { fault: `The event cannot be used: ${record.replaceAll('_', ' ')}.` };
		return { entry: { key: visitor, route: record.route, value }, time };
	};
}
