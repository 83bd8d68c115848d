import type { Money } from './types.ts';

/**
 * Money as the wire carries it: an integer of minor units, and the currency. Undefined when either is missing or wrong.
 *
 * How many digits a currency has is what `Intl` says, as on the server. Decimals are moved in the text, because
 * 1.005 * 100 is 100.49999999999999.
 */
export function minorUnits(money: Money | undefined): [number, string] | undefined {
	if (!money) return undefined;
	try {
		const currency = `${money.currency}`.toUpperCase();
		const { maximumFractionDigits } = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions();
		const amount = Math.round(Number(`${money.amount}e${maximumFractionDigits}`));
		return Number.isSafeInteger(amount) ? [amount, currency] : undefined;
	} catch {
		// no currency
		return undefined;
	}
}
