import { type Buyer, type CommerceAsk, type CommerceColumn, commerceColumns } from '@footfall/protocol';
import type { Cell } from '../../store/store.ts';
import type { ReportSql } from '../scope.ts';

const ROWS = 50;

/** `ORDER BY … LIMIT … OFFSET …` of a list: its columns as SQL, and what decides between equal ones. */
export function pageSql<Part extends keyof typeof commerceColumns>(
	part: Part,
	{ order_by, limit = ROWS, offset = 0 }: CommerceAsk,
	columns: Record<(typeof commerceColumns)[Part][number], string>,
	last: string,
): string {
	const [column, direction] = order_by ?? [commerceColumns[part][0], 'desc'];
	const by = (columns as Partial<Record<CommerceColumn, string>>)[column] ?? last;
	return `ORDER BY ${by} ${direction === 'asc' ? 'ASC' : 'DESC'} NULLS LAST, ${last} LIMIT ${limit} OFFSET ${offset}`;
}

/** Condition: one of these texts holds what is looked for, whatever the case; undefined where nothing is. */
export function searchSql(texts: readonly string[], { search = '' }: CommerceAsk, { bind, dialect }: ReportSql): string | undefined {
	const wanted = search.trim().toLowerCase();
	if (wanted === '') return undefined;
	return `(${texts.map((text) => dialect.contains(`lower(${text})`, bind(wanted))).join(' OR ')})`;
}

/** A buyer from the columns `person`, `kind` and `again` of orders. */
export function readBuyer(person: Cell | undefined, kind: Cell | undefined, returning: Cell | undefined): Buyer {
	const id = String(person).slice(1);
	const known = kind === 'user' || kind === 'browser' ? kind : 'day';
	return {
		id: known === 'user' ? id : BigInt(id).toString(16).padStart(16, '0'),
		kind: known,
		returning: known === 'day' ? null : returning === true,
	};
}
