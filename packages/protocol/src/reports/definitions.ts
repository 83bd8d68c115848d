/** A number of a report, with the words that its tooltip shows. */
interface ReportNumber {
	readonly label: string;
	readonly definition: string;
}

/** Every number that reports tell beside the metrics, declared once: tooltips and `docs/reports.md` show these words. */
export const reportNumbers = {
	'funnel.visitors': { label: 'Visitors', definition: 'Visitors who took this step and all before it, in this order and within the window, which begins with the first step. Each step needs an event of its own; who tries several times counts once, with the farthest attempt.' },
	'funnel.conversion': { label: 'Conversion', definition: 'Visitors who got this far, divided by those who took the first step.' },
	'funnel.drop_off': { label: 'Drop-off', definition: 'Visitors who took the step before and did not get to this one, divided by those who took the step before.' },
	'funnel.median_seconds': { label: 'Time from the step before', definition: 'For each visitor the time from the last event that met the step before to the first that met this one. Half of the visitors were faster.' },
	'retention.members': { label: 'Members', definition: 'People whose first visit in the range, or first doing of the chosen action, lies in this period. Only those who can be told apart from day to day: visitors with a persistent id, and identified users.' },
	'retention.returned': { label: 'Came back', definition: 'Members who visited, or did the chosen action, so many periods after their first; divided by all members. A visit counts in the period in which it began.' },
	'retention.mean': { label: 'All cohorts', definition: 'Of all members of cohorts that are old enough, the share that came back after so many periods.' },
	'retention.left_out': { label: 'Left out', definition: 'Visitors known for one day only: without cookies nobody can tell whether they came back on another day.' },
	'journeys.visits': { label: 'Visits', definition: 'Visits that were on this page at this step. Reloads, and views of the same page one after the other, are one. A way begins at the first view of the chosen page in a visit, or ends at the last one.' },
	'journeys.ended': { label: 'Left', definition: 'Visits that viewed no other page after this one; looking back, visits that began here.' },
	'performance.p75': { label: 'p75', definition: 'Three quarters of measured page views were no worse. Google rates pages by this number.' },
	'performance.p90': { label: 'p90', definition: 'Nine tenths of measured page views were no worse.' },
	'performance.good': { label: 'Good', definition: 'Measured page views within the bound for good, divided by all measured ones.' },
	'experiment.visitors': { label: 'Visitors', definition: 'Visitors who were shown this variant and no other one.' },
	'experiment.converted': { label: 'Converted', definition: 'Of these, who reached the goal at or after the first time that they were shown the variant.' },
	'experiment.rate': { label: 'Conversion', definition: 'Converted divided by visitors. The interval holds the true rate with 95 % confidence (Wilson score interval).' },
	'experiment.better': { label: 'Better than the control', definition: 'Probability that the true conversion of this variant is higher than that of the control, given what was seen: Beta posteriors with a uniform prior.' },
	'experiment.ratio': { label: 'Sample ratio', definition: 'How likely a split at least this uneven is if every variant is shown to as many (chi-square test). Below 0.001 the split itself is broken.' },
	'hours.visitors': { label: 'Visitors', definition: 'Visitors in an hour of the week, as the clocks of the site show it: the mean over all such hours of the range so far.' },
	'occurrences.events': { label: 'Times', definition: 'Events of this kind. Script errors do not count as events elsewhere.' },
	'commerce.orders': {
		label: 'Orders',
		definition:
			'Events with revenue that are neither a refund nor an earlier step (viewing a product, the cart, checkout). Events under one order id are one order, told when the first of them was: those that name different products are its lines, and what repeats the same product, or none, counts once, also on another day.',
	},
	'commerce.revenue': { label: 'Revenue', definition: 'What the orders of one currency brought: the revenue of the event that names no product, else the sum of the lines. Refunds are not taken off. Currencies are never added together.' },
	'commerce.average_order_value': { label: 'Average order value', definition: 'Revenue divided by orders, in one currency.' },
	'commerce.items': { label: 'Items sold', definition: 'The quantities of the lines of the orders; an order or a line that tells none is one item.' },
	'commerce.buyers': { label: 'Buyers', definition: 'People with an order: identified users, else visitors. Without cookies a visitor is known for one day only, so who buys on two days is two buyers.' },
	'commerce.new_buyers': { label: 'New buyers', definition: 'Buyers who can be followed from day to day, by a persistent id or as identified users, and had not ordered before the period.' },
	'commerce.returning_buyers': { label: 'Returning buyers', definition: 'Buyers who can be followed from day to day and had ordered before the period.' },
	'commerce.unknown_buyers': { label: 'Known for a day', definition: 'Buyers without cookies and without a user id: nobody can tell whether they ordered on another day.' },
	'commerce.conversion_rate': { label: 'Conversion rate', definition: 'Visits that began in the period and have an order in it, in any currency, divided by all visits that began in the period.' },
	'commerce.cart_to_order': { label: 'Cart to order', definition: 'Visits that put something into the cart and ordered, in any currency, divided by visits that put something into the cart.' },
	'commerce.refunded': { label: 'Refunded', definition: 'Events with negative revenue, and those named Refund, in one currency. They are told beside the revenue and not taken off.' },
	'commerce.step': { label: 'Visits with the step', definition: 'Visits with at least one such event in the period, whatever the order of the steps.' },
	'commerce.spent': { label: 'Spent', definition: 'Amounts of a buyer’s orders in the period, per currency.' },
	'commerce.views': { label: 'Views', definition: 'Events that tell of viewing the product: view_item, View product and the like.' },
	'commerce.carts': { label: 'Added to cart', definition: 'Events that tell of putting the product into the cart.' },
	'commerce.product_orders': { label: 'Orders of it', definition: 'Orders with a line of the product.' },
	'commerce.quantity': { label: 'Quantity', definition: 'How many were ordered; a line that tells none is one.' },
	'commerce.product_revenue': { label: 'Revenue of it', definition: 'Revenue of the lines of the product; where a line has none, its price times its quantity, in the currency of its order.' },
	'commerce.product_conversion': { label: 'Bought after a view', definition: 'Visits that viewed the product and have an order of it, divided by visits that viewed it.' },
} as const satisfies Record<string, ReportNumber>;

export type ReportNumberName = keyof typeof reportNumbers;
