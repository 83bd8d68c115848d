import type { Scalar } from '@footfall/protocol';
import type { Fact, HandVisit } from './visitsByHand.ts';

/** What a shop sells, as the definitions read, by plain loops. */

export interface HandLine {
	readonly item: string;
	readonly quantity: number;
	readonly amount: number | undefined;
	readonly currency: string | undefined;
	readonly price: number | undefined;
	readonly time: number;
}

export interface HandOrder {
	readonly id: string;
	readonly time: number;
	readonly visit: HandVisit;
	readonly person: string;
	readonly kind: 'user' | 'browser' | 'day';
	/** Minor units. */
	readonly amount: number;
	readonly currency: string;
	readonly items: number;
	readonly lines: readonly HandLine[];
}

export type HandStep = 'viewed' | 'carted' | 'checkout' | 'ordered' | 'refunded';

/** Only the spellings that the random traffic has. */
export function stepOf({ event: { name, revenue } }: Fact): HandStep | undefined {
	if (name === 'view_item' || name === 'View product') return 'viewed';
	if (name === 'add_to_cart' || name === 'Add to cart') return 'carted';
	if (name === 'begin_checkout') return 'checkout';
	if (revenue !== undefined) return name === 'Refund' || revenue.amount < 0 ? 'refunded' : 'ordered';
	return name === 'Purchase' || name === 'order_item' ? 'ordered' : undefined;
}

const told = ({ event }: Fact, ...keys: string[]): string => {
	const values = keys.map((key): Scalar => event.props?.[key] ?? '').map(String);
	return values.find((value) => value !== '') ?? '';
};
const itemOf = (fact: Fact): string => told(fact, 'product_id', 'product');
const numberOf = (text: string): number | undefined => (text === '' || Number.isNaN(Number(text)) ? undefined : Number(text));

/** All orders that these events tell of, each once; of a site's events so far. */
export function ordersByHand(facts: readonly Fact[]): HandOrder[] {
	const orders = new Map<string, { first: Fact; lines: Map<string, HandLine> }>();
	for (const fact of facts.toSorted((a, b) => a.event.time - b.event.time)) {
		if (stepOf(fact) !== 'ordered') continue;
		const id = told(fact, 'order_id', 'transaction_id');
		const key = id === '' ? fact.event.id : `order ${id}`;
		const order = orders.get(key) ?? { first: fact, lines: new Map() };
		orders.set(key, order);
		const item = itemOf(fact);
		if (order.lines.has(item)) continue;
		const quantity = Math.floor(numberOf(told(fact, 'quantity', 'items')) ?? 1);
		order.lines.set(item, {
			item,
			quantity: quantity >= 1 && quantity <= 1e6 ? quantity : 1,
			amount: fact.event.revenue?.amount,
			currency: fact.event.revenue?.currency,
			price: numberOf(told(fact, 'price')),
			time: fact.event.time,
		});
	}
	return [...orders.values()].flatMap(({ first, lines: byItem }) => {
		const lines = [...byItem.values()];
		const paid = lines.filter(({ amount }) => amount !== undefined);
		const whole = paid.find(({ item }) => item === '');
		const currency = (whole ?? paid[0])?.currency;
		if (currency === undefined) return [];
		const parts = paid.filter((line) => line.currency === currency);
		const named = lines.filter(({ item }) => item !== '');
		const { visit, event } = first;
		return {
			id: told(first, 'order_id', 'transaction_id'),
			time: event.time,
			visit,
			person: visit.user !== '' ? `user ${visit.user}` : visit.visitor,
			kind: visit.user !== '' ? 'user' : event.persistent === true ? 'browser' : 'day',
			amount: whole?.amount ?? parts.reduce((sum, { amount = 0 }) => sum + amount, 0),
			currency,
			items: (named.length > 0 ? named : lines).reduce((sum, { quantity }) => sum + quantity, 0),
			lines,
		} satisfies HandOrder;
	});
}

/** By product: what was done with it. Money in minor units by currency. */
export function productsByHand(facts: readonly Fact[], orders: readonly HandOrder[], minorOf: (price: number, currency: string) => number) {
	const products = new Map<
		string,
		{
			views: number;
			carts: number;
			orders: number;
			quantity: number;
			revenue: Map<string, number>;
			viewers: Set<HandVisit>;
			buyers: Set<HandVisit>;
		}
	>();
	const of = (item: string) => {
		const known = products.get(item) ?? {
			...{ views: 0, carts: 0, orders: 0, quantity: 0 },
			...{ revenue: new Map<string, number>(), viewers: new Set<HandVisit>(), buyers: new Set<HandVisit>() },
		};
		products.set(item, known);
		return known;
	};
	for (const fact of facts) {
		const [step, item] = [stepOf(fact), itemOf(fact)];
		if (item === '') continue;
		if (step === 'viewed') {
			of(item).views++;
			of(item).viewers.add(fact.visit);
		}
		if (step === 'carted') of(item).carts++;
	}
	for (const order of orders) {
		for (const { item, quantity, amount, currency = order.currency, price } of order.lines) {
			if (item === '') continue;
			const product = of(item);
			product.orders++;
			product.quantity += quantity;
			product.buyers.add(order.visit);
			const paid = amount ?? (price === undefined ? undefined : minorOf(price * quantity, currency));
			if (paid !== undefined) product.revenue.set(currency, (product.revenue.get(currency) ?? 0) + paid);
		}
	}
	return products;
}
