import { reportNumbers, type ShopOrder } from '@footfall/protocol';
import { useApp } from '../context.ts';
import type { Column } from '../reports/table.tsx';
import { BuyerCell, FilterLink, TimeCell } from './cells.tsx';
import { ShopList } from './shoplist.tsx';

/** What was ordered, newest first. */
export function OrderList({ brief = false, currency }: { brief?: boolean; currency?: string | undefined }) {
	const { numbers, labels } = useApp();
	const columns: [Column<ShopOrder>, ...Column<ShopOrder>[]] = [
		{ label: 'Time', sort: 'time', value: ({ time }) => time, show: ({ time }) => <TimeCell instant={time} /> },
		{
			label: 'Order',
			value: ({ order_id }) => order_id,
			show: ({ order_id }) => (order_id === '' ? '–' : <bdi title={order_id}>{order_id}</bdi>),
		},
		{
			label: 'Amount',
			about: reportNumbers['commerce.revenue'].definition,
			sort: 'amount',
			value: ({ amount }) => amount.value,
			show: ({ amount }) => numbers.full([amount], 'total_revenue'),
		},
		{
			label: 'Items',
			about: reportNumbers['commerce.items'].definition,
			sort: 'items',
			value: ({ items }) => items,
			show: ({ items }) => numbers.count(items),
		},
		{
			label: 'Product',
			value: ({ product }) => product,
			show: ({ product, products }) =>
				product === '' ? (
					'–'
				) : (
					<>
						<bdi title={product}>{product}</bdi>
						{products > 1 && <small> + {numbers.count(products - 1)}</small>}
					</>
				),
		},
		{
			label: 'Source',
			value: ({ source }) => labels.of('visit:source', source),
			show: ({ source }) => <FilterLink dimension="visit:source" value={labels.of('visit:source', source)} />,
		},
		{
			label: 'Country',
			value: ({ country }) => country,
			show: ({ country }) => (country === '' ? '–' : <FilterLink dimension="visit:country" value={country} />),
		},
		{ label: 'Buyer', value: ({ buyer }) => buyer.id, show: ({ buyer }) => <BuyerCell buyer={buyer} /> },
	];
	return (
		<ShopList
			part="orders"
			name={brief ? 'Latest orders' : 'Orders'}
			search="Search orders and products"
			columns={columns}
			more={[
				{ label: 'Currency', value: ({ amount }) => amount.currency },
				{ label: 'Products', value: ({ products }) => products },
			]}
			few={['Time', 'Amount', 'Product']}
			brief={brief}
			currency={currency}
			empty="No order in this range."
		/>
	);
}
