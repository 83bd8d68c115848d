import type { Money } from '@footfall/protocol';

const exponents = new Map<string, number>();

/** Decimals of a currency: 2 for EUR, 0 for JPY, 3 for KWD. */
export function exponentOf(currency: string): number {
	const known = exponents.get(currency);
	if (known !== undefined) return known;
	const exponent = exponentByIntl(currency);
	exponents.set(currency, exponent);
	return exponent;
}

function exponentByIntl(currency: string): number {
	try {
		return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
	} catch {
		return 2;
	}
}

/** What was taken in one currency. */
export interface CurrencySum {
	readonly currency: string;
	/** Minor units. */
	readonly amount: number;
	readonly events: number;
}

/** Sums in minor units as the store writes them, `EUR 12345 3` (currency, amount, events), comma-separated; null is none. */
export function readSums(sums: string | number | null): CurrencySum[] {
	if (typeof sums !== 'string') return [];
	return sums.split(',').map((sum) => {
		const [currency = '', amount = '0', events = '1'] = sum.split(' ');
		return { currency, amount: Number(amount), events: Number(events) };
	});
}

/** Two such sums as one. */
export function addSums(a: string | number | null, b: string | number | null): string | null {
	const added = new Map<string, CurrencySum>();
	for (const { currency, amount, events } of [...readSums(a), ...readSums(b)]) {
		const known = added.get(currency) ?? { amount: 0, events: 0 };
		added.set(currency, { currency, amount: known.amount + amount, events: known.events + events });
	}
	if (added.size === 0) return null;
	return [...added.values()].map(({ currency, amount, events }) => `${currency} ${amount} ${events}`).join(',');
}

/** Such sums as money in major units by currency; or their means. */
export function readMoney(sums: string, mean: boolean): Money[] {
	const list = readSums(sums).map(({ currency, amount, events }): Money => {
		const minor = amount / (mean ? events : 1);
		return { currency, value: Math.round(minor) / 10 ** exponentOf(currency) };
	});
	return list.sort((a, b) => (a.currency < b.currency ? -1 : 1));
}
