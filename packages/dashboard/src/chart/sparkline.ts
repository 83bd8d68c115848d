/** The path of a small line through the known values, in a box; it leads straight over unknown ones. `''` when there is nothing to draw. */
export function sparkPath(values: readonly (number | null)[], width: number, height: number): string {
	const known = values.filter((value) => value !== null);
	if (known.length < 2) return '';
	const top = Math.max(...known);
	const bottom = Math.min(0, ...known);
	const step = width / (values.length - 1);
	const y = (value: number): number => (top === bottom ? height : height - ((value - bottom) / (top - bottom)) * height);
	let path = '';
	values.forEach((value, index) => {
		if (value !== null) path += `${path === '' ? 'M' : 'L'}${round(index * step)} ${round(y(value))}`;
	});
	return path;
}

function round(value: number): number {
	return Math.round(value * 10) / 10;
}
