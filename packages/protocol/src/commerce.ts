/**
 * What makes a shop of a site: which events are steps to an order, and which of their properties say what was sold.
 *
 * An **order** is an event with revenue that is neither an earlier step nor a refund: `Purchase`, `purchase`, or any other name. The names of
 * steps are those of GA4, of Meta's standard events, and the readable ones that people use with Plausible and Umami.
 */
export interface ShopStepSpec {
	readonly label: string;
	/** In plain words, lower case; `shopNames` knows each in all its spellings. */
	readonly names: readonly string[];
}

/** The way to an order, in its order. */
export const shopSteps = {
	viewed: {
		label: 'Viewed a product',
		names: ['view item', 'view product', 'product view', 'product viewed', 'viewed product', 'view content'],
	},
	carted: { label: 'Added to cart', names: ['add to cart', 'added to cart', 'product added'] },
	checkout: { label: 'Began checkout', names: ['begin checkout', 'began checkout', 'checkout', 'checkout started', 'initiate checkout'] },
	ordered: {
		label: 'Ordered',
		names: ['purchase', 'purchased', 'order', 'order completed', 'order created', 'order placed', 'order item'],
	},
} as const satisfies Record<string, ShopStepSpec>;

export type ShopStep = keyof typeof shopSteps;
export const shopStepNames = Object.keys(shopSteps) as ShopStep[];

/** Money that goes back: events of these names with revenue, whatever its sign, and all events whose revenue is negative. */
export const refundNames = ['refund', 'refunded', 'order refunded'] as const;

/** The properties that are read, the first that is there and not empty. */
export const shopProps = {
	order: ['order_id', 'transaction_id', 'orderId', 'order'],
	product: ['product', 'product_name', 'item_name', 'content_name'],
	product_id: ['product_id', 'item_id', 'productId', 'sku'],
	category: ['category', 'product_category', 'item_category'],
	quantity: ['quantity', 'items', 'item_count', 'num_items'],
	price: ['price', 'item_price'],
} as const satisfies Record<string, readonly string[]>;

/** A name as people write it: `add to cart`, `Add to cart`, `Add To Cart`, `add_to_cart`, `add-to-cart`, `addToCart`, `AddToCart`. */
function spellings(name: string): string[] {
	const words = name.split(' ');
	const capital = (word: string): string => `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
	const titled = words.map(capital);
	const [first = '', ...others] = words;
	return [
		name,
		capital(name),
		titled.join(' '),
		words.join('_'),
		words.join('-'),
		[first, ...others.map(capital)].join(''),
		titled.join(''),
	];
}

/** Every spelling of these names, to the letter: an engine compares them faster than it changes ten million names. */
function spelt(names: readonly string[]): readonly string[] {
	return [...new Set(names.flatMap(spellings))];
}

/** The event names of each step. */
export const shopNames: Readonly<Record<ShopStep | 'refunded', readonly string[]>> = {
	viewed: spelt(shopSteps.viewed.names),
	carted: spelt(shopSteps.carted.names),
	checkout: spelt(shopSteps.checkout.names),
	ordered: spelt(shopSteps.ordered.names),
	refunded: spelt(refundNames),
};
