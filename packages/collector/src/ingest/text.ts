/** At most `length` characters; never half a surrogate pair, which no store keeps. */
export function cut(text: string, length: number): string {
	return text.length <= length ? text : text.slice(0, length).toWellFormed();
}
