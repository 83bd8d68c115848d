import { CopyBlock } from '../ui/copy.tsx';

const purchase = `footfall('Purchase', {
  props: { order_id: 'A-1001', items: 2 },
  revenue: { currency: 'EUR', amount: 298 },
})`;

const steps = `footfall('View product', { props: { product: 'Walker', price: 149 } })
footfall('Add to cart', { props: { product: 'Walker', price: 149 } })
footfall('Begin checkout')
footfall('Order item', {
  props: { order_id: 'A-1001', product: 'Walker', quantity: 2, price: 149 },
})`;

/** No event of a shop in the range: which one to send. */
export function NoShop() {
	return (
		<section class="sheet shop-none" aria-label="No orders">
			<h2>No order in this range</h2>
			<p>An order is an event with revenue. One line on the page that says thank you is enough:</p>
			<CopyBlock text={purchase} label="the purchase event" />
			<p>
				The order id keeps a page that is loaded again from counting twice. With these, the steps before an order and its products are shown
				too; names and properties of GA4 (<code>view_item</code>, <code>add_to_cart</code>, <code>begin_checkout</code>,{' '}
				<code>purchase</code>, <code>item_name</code>, <code>transaction_id</code>) are understood as well:
			</p>
			<CopyBlock text={steps} label="the events before it" />
		</section>
	);
}
