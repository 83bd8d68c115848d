import type { Money } from '@footfall/protocol';

const exponents = new Map<string, number>();

/** Decimals of a currency: 2 for EUR, 0 for JPY, 3 for KWD. */
function exponentOf(currency: string): number {
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

/** Sums in minor units, `EUR 12345 3` (currency, amount, events), comma-separated, as money in major units by currency; or their means. */
export function readMoney(sums: string, mean: boolean): Money[] {
	const list = sums.split(',').map((sum): Money => {
		const [currency = '', amount = '0', events = '1'] = sum.split(' ');
		const exponent = exponentOf(currency);
		const minor = Number(amount) / (mean ? Number(events) : 1);
		return { currency, value: Math.round(minor) / 10 ** exponent };
	});
	return list.sort((a, b) => (a.currency < b.currency ? -1 : 1));
}
