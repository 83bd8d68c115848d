type Value = string | number;

/** Takes a value into the parameters of a statement; returns its place, `$1`. */
export type Bind = (value: Value) => string;

/** The parameters of one statement; equal values share a place. */
export function createParams(): { readonly bind: Bind; readonly values: readonly Value[] } {
	const values: Value[] = [];
	return {
		values,
		bind(value) {
			const known = values.indexOf(value);
			return `$${known < 0 ? values.push(value) : known + 1}`;
		},
	};
}
