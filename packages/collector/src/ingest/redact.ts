/** Bounded as RFC 5321 bounds it, so that no text makes the search quadratic. */
const email = /[^\s/?&=@#]{1,64}(?:@|%40)[^\s/?&=@#]{1,250}\.[a-z]{2,}/gi;
const jwt = /eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g;
/** Session keys, hashes, reset tokens: 24 hex digits or more. UUIDs (8-4-4-4-12) are common ids of things and stay. */
const hex = /(?<![0-9a-z-])[0-9a-f]{24,}(?![0-9a-z-])/gi;
/** Random-looking text of 32 characters and more, with digits and both cases. */
const token = /(?<![\w-])(?=[\w-]*\d)(?=[\w-]*[a-z])(?=[\w-]*[A-Z])[\w-]{32,}(?![\w-])/g;

/** Replaces what may identify a person or open a door: e-mail addresses, tokens, long hex. */
export function redact(text: string): string {
	if (text.length < 6) return text;
	let result = text;
	if (text.includes('@') || text.includes('%40')) result = result.replace(email, '(email)');
	if (text.length >= 20) result = result.replace(jwt, '(token)').replace(hex, '(token)').replace(token, '(token)');
	return result;
}
