import type { Revenue } from '@footfall/protocol';

/** What was asked of `Intl`, which is slow; three letters make no more than 17 576 codes. */
const digits = new Map<string, number>();

function digitsOf(currency: string): number {
	const known = digits.get(currency);
	if (known !== undefined) return known;
	const { maximumFractionDigits = 2 } = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions();
	digits.set(currency, maximumFractionDigits);
	return maximumFractionDigits;
}

/**
 * Money as a page says it, in the currency's main unit (`9.99`, `eur`), in minor units. Undefined when either is missing or
 * wrong.
 *
 * How many digits a currency has is what `Intl` says. Decimals are moved in the text, because 1.005 * 100 is
 * 100.49999999999999.
 */
export function minorUnits(amount: string, currency: string): Revenue | undefined {
	const code = currency.toUpperCase();
	if (!/^[A-Z]{3}$/.test(code) || !/^[+-]?(\d+\.?\d*|\.\d+)$/.test(amount)) return undefined;
	const minor = Math.round(Number(`${amount}e${digitsOf(code)}`));
	return Number.isSafeInteger(minor) ? { amount: minor, currency: code } : undefined;
}
