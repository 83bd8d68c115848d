import type { Money } from '../metrics.ts';
import type { Comparison, Interval } from '../query.ts';
import type { ReportAsk, ReportMeta, ReportScope } from './report.ts';

/** What of a shop is told; each part is asked for by itself. */
export const commerceParts = ['overview', 'orders', 'users', 'products'] as const;
export type CommercePart = (typeof commerceParts)[number];

/** By what each list can be ordered; the first is the default, greatest first. */
export const commerceColumns = {
	orders: ['time', 'amount', 'items'],
	users: ['spent', 'orders', 'first', 'last'],
	products: ['revenue', 'orders', 'quantity', 'views', 'carts', 'conversion'],
} as const satisfies Record<Exclude<CommercePart, 'overview'>, readonly string[]>;
export type CommerceColumn = (typeof commerceColumns)[keyof typeof commerceColumns][number];

/** What a shop sells, and to whom: `POST /api/reports/commerce`. */
export interface CommerceAsk extends ReportAsk {
	part: CommercePart;
	/** Only orders in this currency (ISO 4217). Default: in the overview the one with most orders, in lists all. */
	currency?: string;
	/** The overview's buckets; default what suits the range. */
	interval?: Interval;
	/** The overview, and the products of a list, beside those of another range. */
	comparison?: Comparison;
	/** Lists: a part of an order's id or of a product's name, of a user's id, of a product's name or id; upper and lower case are one. */
	search?: string;
	order_by?: [CommerceColumn, 'asc' | 'desc'];
	/** Rows of a list: 1 to 1000; default 50. */
	limit?: number;
	offset?: number;
}

/** The numbers of orders in one currency. Money is in major units of it. */
export interface CommerceNumbers {
	orders: number;
	revenue: number;
	/** Null without an order. */
	average_order_value: number | null;
	items: number;
	buyers: number;
	/** Percent of the visits that began in the period, with an order in any currency; null without a visit. */
	conversion_rate: number | null;
}

export interface CommerceTotals extends CommerceNumbers {
	refunds: number;
	refunded: number;
	/** Buyers who can be followed from day to day and ordered here for the first time, … */
	new_buyers: number;
	/** … those of them who had ordered before the period, … */
	returning_buyers: number;
	/** … and those who are known for one day only. */
	unknown_buyers: number;
	/** Visits with each step, orders in any currency. */
	steps: { viewed: number; carted: number; checkout: number; ordered: number };
	/** Percent of the visits that put something into the cart, with an order; null without such a visit. */
	cart_to_order: number | null;
}

/** The numbers over time: one for each label. */
export interface CommerceSeries {
	interval: Interval;
	/** As in a query by time. */
	labels: string[];
	/** The bucket that runs; null: none does. */
	running: number | null;
	buckets: CommerceNumbers[];
}

export interface CommerceOverview {
	part: 'overview';
	/** Of which all numbers are; null: there is no order. */
	currency: string | null;
	/** Most orders first. */
	currencies: { currency: string; orders: number; revenue: number }[];
	totals: CommerceTotals;
	series: CommerceSeries;
	comparison?: { date_range: [from: string, to: string]; totals: CommerceTotals; series: CommerceSeries };
}

/** How a buyer is known: by an id that the site gave, by one of the browser, or for one day. */
export type BuyerKind = 'user' | 'browser' | 'day';

export interface Buyer {
	/** The user's id (a hash of it, unless the site says otherwise), or the visitor's hash: 16 hex digits. */
	id: string;
	kind: BuyerKind;
	/** Had ordered before the period; null where nobody can know. */
	returning: boolean | null;
}

export interface ShopOrder {
	/** When it was first told, ISO 8601 with the site's offset. */
	time: string;
	/** '' where the event has none. */
	order_id: string;
	amount: Money;
	items: number;
	/** The first of its products, '' where none is told; and how many different ones there are. */
	product: string;
	products: number;
	/** Of its visit. */
	source: string;
	country: string;
	buyer: Buyer;
}

export interface ShopBuyer extends Buyer {
	orders: number;
	spent: Money[];
	/** The first and last order of the period, ISO 8601 with the site's offset. */
	first: string;
	last: string;
	/** Of the last order. */
	country: string;
}

/** What was done with a product. */
export interface ProductNumbers {
	views: number;
	carts: number;
	orders: number;
	quantity: number;
	revenue: Money[];
	/** Percent of the visits that viewed it, with an order of it; null where no visit did. */
	conversion: number | null;
}

export interface ShopProduct extends ProductNumbers {
	/** The id that the events give it, or its name. */
	product_id: string;
	/** The name it was given last. */
	product: string;
	category: string;
	/** The property that tells it from others: `event:props:<property>` is `product_id` in the visits that had to do with it. */
	property: string;
	/** The same in the range compared with; absent without one. */
	before?: ProductNumbers;
}

/** A page of a list. */
export interface CommerceList<Part extends CommercePart, Row> {
	part: Part;
	rows: Row[];
	/** Rows of all pages. */
	total: number;
}

export type CommerceOrders = CommerceList<'orders', ShopOrder>;
export type CommerceUsers = CommerceList<'users', ShopBuyer>;
export type CommerceProducts = CommerceList<'products', ShopProduct>;

export type CommerceAnswer = (CommerceOverview | CommerceOrders | CommerceUsers | CommerceProducts) & {
	meta: ReportMeta;
	query: Omit<CommerceAsk, 'date_range'> & ReportScope;
};
