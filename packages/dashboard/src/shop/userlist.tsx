import { type CommerceAnswer, type CommerceOverview, reportNumbers, type ShopBuyer } from '@footfall/protocol';
import { useApp } from '../context.ts';
import { DailyNotice } from '../reports/page.tsx';
import type { Column } from '../reports/table.tsx';
import { BuyerCell, FilterLink, moneyText, TimeCell } from './cells.tsx';
import { Facts } from './facts.tsx';
import { ShopList } from './shoplist.tsx';

const facts = [
	['commerce.buyers', 'buyers'],
	['commerce.new_buyers', 'new_buyers'],
	['commerce.returning_buyers', 'returning_buyers'],
	['commerce.unknown_buyers', 'unknown_buyers'],
] as const;

/** Who bought, and how much. */
export function UserList({ answer: { totals, meta, currency } }: { answer: CommerceAnswer & CommerceOverview }) {
	const { numbers } = useApp();
	const returning = ({ returning: again }: ShopBuyer): string => (again === null ? '' : again ? 'yes' : 'no');
	const columns: [Column<ShopBuyer>, ...Column<ShopBuyer>[]] = [
		{ label: 'Buyer', value: ({ id }) => id, show: (row) => <BuyerCell buyer={row} /> },
		{
			label: 'Orders',
			about: reportNumbers['commerce.orders'].definition,
			sort: 'orders',
			value: ({ orders }) => orders,
			show: ({ orders }) => numbers.count(orders),
		},
		{
			label: 'Spent',
			about: reportNumbers['commerce.spent'].definition,
			sort: 'spent',
			value: ({ spent }) => moneyText(spent),
			show: ({ spent }) => numbers.full(spent, 'total_revenue'),
		},
		{ label: 'First order', sort: 'first', value: ({ first }) => first, show: ({ first }) => <TimeCell instant={first} /> },
		{ label: 'Last order', sort: 'last', value: ({ last }) => last, show: ({ last }) => <TimeCell instant={last} /> },
		{
			label: 'Country',
			value: ({ country }) => country,
			show: ({ country }) => (country === '' ? '–' : <FilterLink dimension="visit:country" value={country} />),
		},
	];
	return (
		<>
			<DailyNotice meta={meta}>
				Without cookies a buyer is known for one day (UTC): who orders on two days is two buyers here. Identified users, and visitors with a
				persistent id, are followed.
			</DailyNotice>
			<Facts class="sheet shop-facts-row" facts={facts.map(([name, key]) => [name, numbers.count(totals[key])])} />
			<ShopList
				part="users"
				name="Buyers"
				search="Search users"
				columns={columns}
				more={[
					{ label: 'Known as', value: ({ kind }) => kind },
					{ label: 'Had ordered before', value: returning },
				]}
				few={[]}
				brief={false}
				currency={currency ?? undefined}
				empty="Nobody ordered in this range."
			/>
		</>
	);
}
