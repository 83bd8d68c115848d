import { type CommerceAnswer, type CommerceOverview, type CommercePart, commerceParts, type ReportScope } from '@footfall/protocol';
import { useEffect, useState } from 'preact/hooks';
import { useInterval } from '../chart/useinterval.ts';
import { useApp } from '../context.ts';
import { cardsComparison } from '../data/queries.ts';
import { ReportBody, ReportHead } from '../reports/page.tsx';
import { useReport } from '../reports/usereport.ts';
import { NoShop } from './noshop.tsx';
import { OrderList } from './orderlist.tsx';
import { ProductList } from './productlist.tsx';
import { ShopOverview } from './shopoverview.tsx';
import { type ShopView, withTab } from './shopview.ts';
import { UserList } from './userlist.tsx';
import { useShopView } from './useshopview.ts';
import '../styles/shop.css';

const tabs: Record<CommercePart, string> = { overview: 'Overview', orders: 'Orders', users: 'Users', products: 'Products' };

/** What a shop sells, and to whom. */
export function Shop() {
	const { view } = useApp();
	const { shown, change } = useShopView();
	// How long all time is, only an answer tells.
	const [answered, setAnswered] = useState<ReportScope | undefined>(undefined);
	const { interval, fitting, known } = useInterval(answered);
	const comparison = cardsComparison(view.value);
	const { currency } = shown;
	const report = useReport<CommerceAnswer & CommerceOverview>('commerce', {
		part: 'overview',
		...(known ? { interval } : {}),
		...(currency === undefined ? {} : { currency }),
		...(comparison === undefined ? {} : { comparison }),
	});
	const { answer: told, stale } = report;
	useEffect(() => setAnswered(stale ? undefined : told?.query), [told, stale]);
	return (
		<>
			<ReportHead title="Shop" lead="What was ordered, by whom, and what they looked at before: from the events that carry revenue." />
			<ReportBody report={report}>
				{(answer) =>
					isNoShop(answer, shown) ? (
						<NoShop />
					) : (
						<>
							<div class="shop-tools">
								<nav class="tabs" aria-label="Shop">
									{commerceParts.map((part) => (
										<button
											key={part}
											type="button"
											class="tab"
											aria-current={part === shown.tab}
											onClick={() => change(withTab(shown, part), 'push')}
										>
											{tabs[part]}
										</button>
									))}
								</nav>
								<Currencies answer={answer} />
							</div>
							{shown.tab === 'overview' && (
								<ShopOverview answer={answer} failed={report.failure !== undefined} interval={interval} fitting={fitting} />
							)}
							{shown.tab === 'orders' && <OrderList key="orders" />}
							{shown.tab === 'users' && <UserList answer={answer} />}
							{shown.tab === 'products' && <ProductList key="products" />}
						</>
					)
				}
			</ReportBody>
		</>
	);
}

/** Nothing of a shop has been told in the range. Who looks for something in a list has found a shop before. */
function isNoShop({ currencies, totals: { steps, refunds }, comparison }: CommerceOverview, { tab }: ShopView): boolean {
	return (
		tab === 'overview' &&
		currencies.length === 0 &&
		refunds === 0 &&
		steps.viewed + steps.carted + steps.checkout === 0 &&
		(comparison?.totals.orders ?? 0) === 0
	);
}

/** People are counted in one currency at a time, as the totals are; rows of orders and products can be of any. */
const allowsAll = (part: CommercePart): boolean => part === 'orders' || part === 'products';

/** Which currency the numbers are of, where there is more than one. */
function Currencies({ answer: { currencies, currency } }: { answer: CommerceOverview }) {
	const { numbers } = useApp();
	const { shown, change } = useShopView();
	if (currencies.length < 2 && shown.currency === undefined) return null;
	const lists = allowsAll(shown.tab);
	const known = currencies.some((one) => one.currency === shown.currency);
	return (
		<label class="report-choice">
			<span>in</span>
			<select
				class="select"
				aria-label="Currency"
				value={lists ? (shown.currency ?? '') : (currency ?? '')}
				onChange={({ currentTarget: { value } }) => change({ ...shown, currency: value === '' ? undefined : value, page: 0 })}
			>
				{lists && <option value="">All currencies</option>}
				{!known && shown.currency !== undefined && <option value={shown.currency}>{shown.currency}</option>}
				{currencies.map((one) => (
					<option key={one.currency} value={one.currency}>
						{one.currency} · {numbers.count(one.orders)} {one.orders === 1 ? 'order' : 'orders'}
					</option>
				))}
			</select>
		</label>
	);
}
