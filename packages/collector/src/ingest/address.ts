import { keptParams, limits } from '@footfall/protocol';
import { redact } from './redact.ts';

/** A page's address, taken apart; nothing of its query string is left but the parameters that campaigns use. */
export interface Address {
	readonly hostname: string;
	/** Path, with the hash behind it when the sender kept one (hash routing). */
	readonly pathname: string;
	readonly params: Readonly<Partial<Record<(typeof keptParams)[number], string>>>;
}

const none: Address['params'] = {};

/** Unescapes for people to read; a malformed escape stays as it is. */
function readable(path: string): string {
	if (!path.includes('%')) return path;
	try {
		return decodeURI(path).replaceAll('\0', '').toWellFormed();
	} catch {
		return path;
	}
}

function paramsOf(search: URLSearchParams): Address['params'] {
	const params: Partial<Record<(typeof keptParams)[number], string>> = {};
	for (const name of keptParams) {
		const value = search.get(name)?.trim();
		if (value) params[name] = redact(value.slice(0, 200));
	}
	return params;
}

/** Reads an absolute address; undefined when it is none. Apps (`app://settings`) have their scheme's host. */
export function readAddress(url: string): Address | undefined {
	if (url.length > limits.urlLength)
		return readAddress(url.slice(0, url.indexOf('?') > 0 ? Math.min(url.indexOf('?'), limits.urlLength) : limits.urlLength));
	let parsed: URL;
	try {
		parsed = new URL(url);
	} catch {
		return undefined;
	}
	if (parsed.protocol === 'javascript:' || parsed.protocol === 'data:' || parsed.protocol === 'blob:') return undefined;
	return {
		hostname: parsed.hostname.replace(/^www\./, ''),
		pathname: redact(readable(parsed.pathname + parsed.hash)) || '/',
		params: parsed.search === '' ? none : paramsOf(parsed.searchParams),
	};
}
