import { type Money, reportNumbers, type ShopProduct } from '@footfall/protocol';
import { ChangeMark } from '../cards/change.tsx';
import { useApp } from '../context.ts';
import { comparisonOf } from '../data/queries.ts';
import { changeOf } from '../data/series.ts';
import type { Column } from '../reports/table.tsx';
import { FilterLink, moneyText } from './cells.tsx';
import { ShopList } from './shoplist.tsx';

const counts = [
	['Views', 'views', 'commerce.views'],
	['Added to cart', 'carts', 'commerce.carts'],
	['Orders', 'orders', 'commerce.product_orders'],
	['Quantity', 'quantity', 'commerce.quantity'],
] as const;

/** What was looked at and what was bought. */
export function ProductList({ brief = false, currency }: { brief?: boolean; currency?: string | undefined }) {
	const { numbers, view } = useApp();
	const comparison = comparisonOf(view.value);
	const columns: [Column<ShopProduct>, ...Column<ShopProduct>[]] = [
		{
			label: 'Product',
			value: ({ product }) => product,
			show: ({ product, product_id, property }) => (
				<FilterLink dimension={`event:props:${property}`} value={product_id}>
					{product}
				</FilterLink>
			),
		},
		{ label: 'Category', value: ({ category }) => category, show: ({ category }) => (category === '' ? '–' : <bdi>{category}</bdi>) },
		...counts.map(
			([label, key, about]): Column<ShopProduct> => ({
				label,
				about: reportNumbers[about].definition,
				sort: key,
				value: (row) => row[key],
				show: (row) => (
					<>
						{row.before !== undefined && row.before[key] !== row[key] && (
							<ChangeMark change={changeOf(row.before[key], row[key])} metric="events" />
						)}{' '}
						{numbers.short(row[key], 'events')}
					</>
				),
			}),
		),
		{
			label: 'Revenue',
			about: reportNumbers['commerce.product_revenue'].definition,
			sort: 'revenue',
			value: ({ revenue }) => moneyText(revenue),
			show: ({ revenue, before }) => (
				<>
					{before !== undefined && <ChangeMark change={moneyChange(before.revenue, revenue)} metric="total_revenue" />}{' '}
					{numbers.full(revenue, 'total_revenue')}
				</>
			),
		},
		{
			label: 'Bought after a view',
			about: reportNumbers['commerce.product_conversion'].definition,
			sort: 'conversion',
			value: ({ conversion }) => conversion,
			show: ({ conversion }) => numbers.full(conversion, 'conversion_rate'),
		},
	];
	return (
		<ShopList
			part="products"
			name={brief ? 'Best-selling products' : 'Products'}
			search="Search products"
			columns={columns}
			more={[{ label: 'Product id', value: ({ product_id }) => product_id }]}
			few={['Product', 'Quantity', 'Revenue']}
			brief={brief}
			currency={currency}
			comparison={comparison}
			empty="No event names a product: send the property product with them."
		/>
	);
}

/** Of one currency; between several there is nothing to divide. */
function moneyChange(before: readonly Money[], now: readonly Money[]): number | null {
	const [was, is] = [before[0], now[0]];
	if (was === undefined || is === undefined || before.length > 1 || now.length > 1 || was.currency !== is.currency) return null;
	return changeOf(was.value, is.value);
}
