/** Red, green and blue, 0–255. */
type Rgb = readonly [number, number, number];

/** The least of a colour that a country with any visitor gets: a single one must be seen. */
const LEAST = 0.12;

/** How deep a value is coloured, 0–1: by its root, so that one large country does not leave all others pale. */
export function depthOf(value: number, max: number): number {
	if (value <= 0 || max <= 0) return 0;
	return LEAST + (1 - LEAST) * Math.sqrt(Math.min(1, value / max));
}

/** A colour between two that the browser computed (`rgb(1, 2, 3)`): 0 is the first, 1 the second. */
export function mix(from: string, to: string, at: number): string {
	const [a, b] = [channels(from), channels(to)];
	return `rgb(${a.map((value, index) => Math.round(value + ((b[index] ?? value) - value) * at)).join(', ')})`;
}

function channels(colour: string): Rgb {
	const [red = 0, green = 0, blue = 0] = (colour.match(/[\d.]+/g) ?? []).map(Number);
	return [red, green, blue];
}
