/** What stands between words: in addresses and in sentences. */
const word = /[^\s/?!&=#,;:<>()[\]"']+/g;
const run = /[\w.-]{20,}/g;

function isEmail(text: string): boolean {
	const sign = text.includes('@') ? '@' : '%40';
	const at = text.lastIndexOf(sign);
	return at > 0 && /\.[a-z]{2,}\W*$/i.test(text.slice(at + sign.length));
}

/**
 * Session keys, reset tokens, hashes: 24 hex digits, 20 characters with digits and both cases, or 28 with several digits.
 * Words of a slug are shorter, and so are the parts of a UUID, a common id of things.
 */
function isSecret(part: string): boolean {
	if (part.length < 20) return false;
	if (part.length >= 24 && /^[0-9a-f]+$/i.test(part)) return true;
	if (/\d/.test(part) && /[a-z]/.test(part) && /[A-Z]/.test(part)) return true;
	return part.length >= 28 && part.replace(/\D/g, '').length >= 4;
}

/**
 * Replaces what may identify a person or open a door: e-mail addresses by `(email)`, tokens and long hex by `(token)`.
 *
 * Takes time in proportion to the text, whatever the text: strangers choose it.
 */
export function redact(text: string): string {
	let result = text;
	if (text.includes('@') || text.includes('%40')) result = result.replace(word, (found) => (isEmail(found) ? '(email)' : found));
	if (text.length >= 20) result = result.replace(run, (found) => (found.split(/[-_.]/).some(isSecret) ? '(token)' : found));
	return result;
}
