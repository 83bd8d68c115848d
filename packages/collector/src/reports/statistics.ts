/** 97.5 % of a normal distribution lie below it: both sides of it together leave 5 %. */
const Z95 = 1.959963984540054;

/**
 * The Wilson score interval of a share, with 95 % confidence. It stays within 0–1 and is right for few cases too, which the plain one is not.
 * Source: E. B. Wilson, Probable inference, the law of succession, and statistical inference, 1927.
 *
 * @param found of `all`, which is at least 1
 */
export function wilson(found: number, all: number): readonly [low: number, high: number] {
	const [share, z2] = [found / all, Z95 * Z95];
	const middle = share + z2 / (2 * all);
	const reach = Z95 * Math.sqrt((share * (1 - share)) / all + z2 / (4 * all * all));
	const whole = 1 + z2 / all;
	return [Math.max(0, (middle - reach) / whole), Math.min(1, (middle + reach) / whole)];
}

/** Coefficients of Lanczos' approximation with g = 7 and nine terms: about 15 digits. */
const lanczos = [
	0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905,
	-0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];

/** The logarithm of the gamma function. @param x at least 0.5 */
export function lnGamma(x: number): number {
	const z = x - 1;
	let sum = lanczos[0] ?? 1;
	for (let term = 1; term < lanczos.length; term++) sum += (lanczos[term] ?? 0) / (z + term);
	const t = z + 7.5;
	return 0.5 * Math.log(2 * Math.PI) + (z + 0.5) * Math.log(t) - t + Math.log(sum);
}

const TINY = 1e-300;
const CLOSE = 1e-15;
const TERMS = 10_000;

/**
 * The share of a Beta(a, b) distribution below x: the regularized incomplete beta function, by its continued fraction (Lentz's way).
 * Source: NIST Digital Library of Mathematical Functions, 8.17.22.
 */
export function betaBelow(x: number, a: number, b: number): number {
	if (x <= 0) return 0;
	if (x >= 1) return 1;
	// It converges fast on this side of the mean only.
	if (x > (a + 1) / (a + b + 2)) return 1 - betaBelow(1 - x, b, a);
	const front = Math.exp(a * Math.log(x) + b * Math.log1p(-x) - (lnGamma(a) + lnGamma(b) - lnGamma(a + b))) / a;
	const kept = (value: number): number => (Math.abs(value) < TINY ? TINY : value);
	let c = 1;
	let d = 1 / kept(1 - ((a + b) * x) / (a + 1));
	let fraction = d;
	for (let m = 1; m < TERMS; m++) {
		const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
		d = 1 / kept(1 + even * d);
		c = kept(1 + even / c);
		fraction *= d * c;
		const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
		d = 1 / kept(1 + odd * d);
		c = kept(1 + odd / c);
		fraction *= d * c;
		if (Math.abs(d * c - 1) < CLOSE) break;
	}
	return front * fraction;
}

/** Converted visitors of all. */
export interface Conversions {
	readonly converted: number;
	readonly visitors: number;
}

/** Intervals of the integral; an even number, as Simpson's rule wants it. */
const INTERVALS = 2000;
/** Standard deviations on both sides of the mean that are looked at. Where nobody converted, the tail is as long as an exponential one's: e⁻³¹ is left. */
const REACH = 30;

/**
 * The probability that B's true rate is higher than A's, from Beta posteriors with a uniform prior: the integral of B's density times A's
 * share below, by Simpson's rule. Source of the model: E. Miller, Formulas for Bayesian A/B testing, 2015.
 */
export function probabilityBetter(b: Conversions, a: Conversions): number {
	const [a1, a2] = [a.converted + 1, a.visitors - a.converted + 1];
	const [b1, b2] = [b.converted + 1, b.visitors - b.converted + 1];
	const all = b1 + b2;
	const mean = b1 / all;
	const deviation = Math.sqrt((b1 * b2) / (all * all * (all + 1)));
	const [from, to] = [Math.max(0, mean - REACH * deviation), Math.min(1, mean + REACH * deviation)];
	const ln = lnGamma(all) - lnGamma(b1) - lnGamma(b2);
	const density = (x: number): number => {
		const left = b1 === 1 ? 0 : (b1 - 1) * Math.log(x);
		const right = b2 === 1 ? 0 : (b2 - 1) * Math.log1p(-x);
		return Math.exp(ln + left + right);
	};
	const step = (to - from) / INTERVALS;
	let [sum, whole] = [0, 0];
	for (let place = 0; place <= INTERVALS; place++) {
		const x = place === INTERVALS ? to : from + place * step;
		const weight = (place === 0 || place === INTERVALS ? 1 : place % 2 === 1 ? 4 : 2) * density(x);
		whole += weight;
		sum += weight * betaBelow(x, a1, a2);
	}
	// Divided by the density's own integral, what the rule leaves out falls away.
	return Math.min(1, Math.max(0, sum / whole));
}

/**
 * The probability of a chi-square at least this great by chance: the regularized upper incomplete gamma function Q(k/2, x/2), by its series or
 * continued fraction. Source: NIST Digital Library of Mathematical Functions, 8.11.4 and 8.9.2.
 *
 * @param freedom degrees of freedom, at least 1
 */
export function chiSquareAbove(x: number, freedom: number): number {
	const [a, half] = [freedom / 2, x / 2];
	if (half <= 0) return 1;
	const front = Math.exp(a * Math.log(half) - half - lnGamma(a));
	if (half < a + 1) {
		let [term, sum] = [1 / a, 1 / a];
		for (let n = 1; n < TERMS && term > sum * CLOSE; n++) {
			term *= half / (a + n);
			sum += term;
		}
		return Math.max(0, 1 - front * sum);
	}
	let b = half + 1 - a;
	let c = 1 / TINY;
	let d = 1 / b;
	let fraction = d;
	for (let n = 1; n < TERMS; n++) {
		const factor = -n * (n - a);
		b += 2;
		d = 1 / (factor * d + b);
		c = b + factor / c;
		fraction *= d * c;
		if (Math.abs(d * c - 1) < CLOSE) break;
	}
	return front * fraction;
}

/** How far counts are from equal shares. @param counts at least two */
export function sampleRatio(counts: readonly number[]): { readonly chiSquare: number; readonly p: number } {
	const expected = counts.reduce((sum, count) => sum + count, 0) / counts.length;
	if (expected === 0) return { chiSquare: 0, p: 1 };
	const chiSquare = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
	return { chiSquare, p: chiSquareAbove(chiSquare, counts.length - 1) };
}
