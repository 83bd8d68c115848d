import { type CommerceColumn, type CommerceNumbers, type CommercePart, commerceColumns, commerceParts } from '@footfall/protocol';
import type { Order } from '../reports/table.tsx';
import type { View } from '../state/view.ts';

/** What of a shop the page shows. */
export interface ShopView {
	readonly tab: CommercePart;
	/** Undefined: the one with most orders, or all in lists. */
	readonly currency: string | undefined;
	/** The number on the chart. */
	readonly show: keyof CommerceNumbers;
	readonly search: string;
	/** Undefined: the list's own order. */
	readonly order: readonly [CommerceColumn, 'asc' | 'desc'] | undefined;
	/** From 0. */
	readonly page: number;
}

/** The numbers of the cards, in their order. */
export const shopCards = [
	'revenue',
	'orders',
	'average_order_value',
	'items',
	'buyers',
	'conversion_rate',
] as const satisfies readonly (keyof CommerceNumbers)[];

/** Reads it from the address; what that does not understand is left at its default. */
export function readShop(own: View['own']): ShopView {
	const [tab, currency = '', show, search = '', sort = '', page = ''] = ['tab', 'currency', 'show', 'q', 'sort', 'p'].map(
		(key) => own[key]?.[0],
	);
	const part = commerceParts.find((name) => name === tab) ?? 'overview';
	return {
		tab: part,
		currency: /^[A-Z]{3}$/.test(currency) ? currency : undefined,
		show: shopCards.find((name) => name === show) ?? 'revenue',
		search: search.slice(0, 200),
		order: readOrder(part, sort),
		page: /^\d{1,4}$/.test(page) ? Number(page) : 0,
	};
}

function readOrder(part: CommercePart, text: string): ShopView['order'] {
	const [column, direction] = text.split(',');
	const known = part === 'overview' ? undefined : commerceColumns[part].find((name: CommerceColumn) => name === column);
	return known === undefined ? undefined : [known, direction === 'asc' ? 'asc' : 'desc'];
}

export function writeShop({ tab, currency, show, search, order, page }: ShopView): View['own'] {
	return {
		...(tab === 'overview' ? {} : { tab: [tab] }),
		...(currency === undefined ? {} : { currency: [currency] }),
		...(show === 'revenue' ? {} : { show: [show] }),
		...(search === '' ? {} : { q: [search] }),
		...(order === undefined ? {} : { sort: [order.join(',')] }),
		...(page === 0 ? {} : { p: [String(page)] }),
	};
}

/** The view with another tab: what belonged to the list of the one before does not go with it. */
export function withTab(view: ShopView, tab: CommercePart): ShopView {
	return { ...view, tab, search: '', order: undefined, page: 0 };
}

/** A list's order as it is when nobody chose another. */
export function orderOf(part: Exclude<CommercePart, 'overview'>, { order }: ShopView): Order {
	return order ?? [commerceColumns[part][0], 'desc'];
}
