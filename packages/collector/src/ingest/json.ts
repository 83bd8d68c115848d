import { FootfallError, limits } from '@footfall/protocol';

const forbidden = new Set(['__proto__', 'constructor', 'prototype']);

/** NUL breaks C strings downstream; a lone surrogate cannot be written as UTF-8. */
function cleaned(text: string): string {
	return text.replaceAll('\0', '').toWellFormed();
}

/**
 * Checks depth (what is left of it) and keys of parsed JSON, in place.
 *
 * `clean` is true when the source holds `\u` escapes: bytes decoded as UTF-8 can bring neither a NUL that JSON takes nor a
 * lone surrogate, so without an escape there is nothing to clean.
 */
function inspect(value: object, depth: number, clean: boolean): void {
	if (depth === 0) throw new FootfallError('body_too_deep');
	const holder = value as Record<string, unknown>;
	for (const key of Object.keys(holder)) {
		if (forbidden.has(key)) throw new FootfallError('forbidden_key', { at: key });
		const item = holder[key];
		if (typeof item === 'object' && item !== null) inspect(item, depth - 1, clean);
		else if (clean && typeof item === 'string') holder[key] = cleaned(item);
		if (clean) rename(holder, key);
	}
}

/** A key is cleaned too; what it then is may be forbidden, or be there already: the first one stays. */
function rename(holder: Record<string, unknown>, key: string): void {
	const better = cleaned(key);
	if (better === key) return;
	if (forbidden.has(better)) throw new FootfallError('forbidden_key', { at: better });
	if (!Object.hasOwn(holder, better)) holder[better] = holder[key];
	delete holder[key];
}

/**
 * Parses JSON that a stranger sent, nested `depth` deep at most.
 *
 * @throws {FootfallError} `not_json`, `body_too_large`, `body_too_deep`, `forbidden_key`.
 */
export function parseJson(text: string, depth: number = limits.depth): unknown {
	if (text.length > limits.bodyBytes) throw new FootfallError('body_too_large');
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch (cause) {
		throw new FootfallError('not_json', { cause });
	}
	if (typeof value === 'object' && value !== null) inspect(value, depth, text.includes('\\u'));
	else if (typeof value === 'string') return cleaned(value);
	return value;
}
