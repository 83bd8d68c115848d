import { keptParams, limits } from '@footfall/protocol';
import { redact } from './redact.ts';

type KeptParam = (typeof keptParams)[number];

/** A page's address, taken apart; nothing of its query string is left but the parameters that campaigns use. */
export interface Address {
	readonly hostname: string;
	/** Path, with the hash behind it when the sender kept one (hash routing). */
	readonly pathname: string;
	readonly params: Readonly<Partial<Record<KeptParam, string>>>;
}

const PARAM_LENGTH = 200;
const none: Address['params'] = {};
const kept: ReadonlySet<string> = new Set(keptParams);
const isKept = (name: string): name is KeptParam => kept.has(name);

/** Schemes that say nothing about a place. */
const noPlace = new Set(['javascript:', 'data:', 'blob:', 'about:', 'mailto:']);

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
	const params: Partial<Record<KeptParam, string>> = {};
	for (const [name, value] of search) {
		if (!isKept(name) || params[name] !== undefined) continue;
		const text = value.trim().slice(0, PARAM_LENGTH);
		if (text !== '') params[name] = redact(text);
	}
	return params;
}

/** The hash of an address may have a query of its own, which is dropped like the other. */
function routeOf(hash: string): string {
	const query = hash.indexOf('?');
	return query < 0 ? hash : hash.slice(0, query);
}

/** Reads an absolute address; undefined when it is none. Apps have addresses of their own scheme (`app://settings/sound`). */
export function readAddress(url: string): Address | undefined {
	let parsed: URL;
	try {
		parsed = new URL(url);
	} catch {
		return undefined;
	}
	if (parsed.hostname === '' || noPlace.has(parsed.protocol)) return undefined;
	const path = readable((parsed.pathname + routeOf(parsed.hash)).slice(0, limits.urlLength));
	return {
		hostname: parsed.hostname.replace(/^www\./, ''),
		pathname: redact(path) || '/',
		params: parsed.search === '' ? none : paramsOf(parsed.searchParams),
	};
}
