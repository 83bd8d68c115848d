import type { Money } from './types.ts';

/** ISO 4217 currencies whose minor unit is not a hundredth. */
const whole = /^(BIF|CLP|DJF|GNF|ISK|JPY|KMF|KRW|PYG|RWF|UGX|UYI|VND|VUV|X[AOP]F)$/;
const thousandths = /^(BHD|IQD|JOD|KWD|LYD|OMR|TND)$/;

/**
 * Money as the wire carries it: an integer of minor units, and the currency. Undefined when either is missing or wrong.
 *
 * Decimals are moved in the text, because 1.005 * 100 is 100.49999999999999.
 */
export function minorUnits(money: Money | undefined): [number, string] | undefined {
	const currency = `${money?.currency}`.toUpperCase();
	const amount = Math.round(Number(`${money?.amount}e${whole.test(currency) ? 0 : thousandths.test(currency) ? 3 : 2}`));
	return /^[A-Z]{3}$/.test(currency) && Number.isSafeInteger(amount) ? [amount, currency] : undefined;
}
