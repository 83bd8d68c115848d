/**
 * A text that is no wider than there is room, with … for what is left out of its middle: paths begin alike and differ at their end.
 *
 * @param widthOf of a text, in the unit of `room`
 */
export function shortened(text: string, room: number, widthOf: (text: string) => number): string {
	if (widthOf(text) <= room) return text;
	const characters = [...text];
	const keeping = (count: number): string => {
		const head = Math.ceil(count / 2);
		return `${characters.slice(0, head).join('')}…${characters.slice(characters.length - (count - head)).join('')}`;
	};
	let [fits, over] = [0, characters.length];
	while (over - fits > 1) {
		const middle = (fits + over) >> 1;
		if (widthOf(keeping(middle)) <= room) fits = middle;
		else over = middle;
	}
	return keeping(fits);
}
