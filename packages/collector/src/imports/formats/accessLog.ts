import { normalAddress } from '../../ingest/clientAddress.ts';
import { createIds } from '../ids.ts';
import { instantOf } from '../instant.ts';
import { type Outcome, skipped } from '../rows.ts';
import type { Enter } from '../visitors.ts';

/** What stands before the time, the time, "request" status bytes, and in the combined format "referrer" "agent"; whatever else may follow. */
const COMBINED =
	/^([^[]{1,1000})\[(\d\d)\/([A-Z][a-z]{2})\/(\d{4}):(\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d)\] "((?:[^"\\]|\\.)*)" (\d{3}) (?:\d+|-)(?: "((?:[^"\\]|\\.)*)" "((?:[^"\\]|\\.)*)")?/;
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** What pages are made of, and what programs look for. */
const NO_PAGE =
	/\.(?:css|js|mjs|map|png|jpe?g|gif|webp|avif|svg|ico|bmp|woff2?|ttf|otf|eot|mp[34]|webm|ogg|wav|m4a|mov|zip|gz|tgz|bz2|xz|7z|rar|exe|dmg|iso|apk|json|xml|txt|rss|atom|wasm|webmanifest)$/i;

const unescaped = (text: string): string =>
	text.replace(/\\x([0-9a-f]{2})|\\(["\\])/gi, (_, hex?: string, character?: string) =>
		hex === undefined ? (character ?? '') : String.fromCharCode(Number.parseInt(hex, 16)),
	);
const said = (text: string | undefined): string => (text === undefined || text === '-' ? '' : unescaped(text));

export interface LogLine {
	readonly host: string | undefined;
	readonly ip: string;
	/** Milliseconds since the epoch. */
	readonly time: number;
	readonly method: string;
	readonly target: string;
	readonly status: number;
	readonly referrer: string;
	readonly userAgent: string;
}

/** A line of an access log in the combined or common format; undefined when it is none. */
export function parseLine(line: string): LogLine | undefined {
	const match = COMBINED.exec(line);
	if (match === null) return undefined;
	const [, before = '', day, month = '', year, hour, minute, second, sign, zoneHours, zoneMinutes, request = '', status, referrer, agent] =
		match;
	const [first = '', next = ''] = before.split(' ');
	// The virtual host is named before the address, where it is: `shop.example:443 203.0.113.9 - -`.
	const hasHost = normalAddress(first) === '' && normalAddress(next) !== '';
	const [host, ip] = hasHost ? [first, next] : [undefined, first];
	const wall = `${year}-${String(months.indexOf(month) + 1).padStart(2, '0')}-${day} ${hour}:${minute}:${second}`;
	const at = instantOf(wall);
	const offset = (Number(zoneHours) * 60 + Number(zoneMinutes)) * 60_000 * (sign === '-' ? -1 : 1);
	const [method = '', target = ''] = unescaped(request).split(' ');
	return { host, ip, time: at - offset, method, target, status: Number(status), referrer: said(referrer), userAgent: said(agent) };
}

/** The host of a line, where its log names one: `example.com:443`. An address or a word is none. */
function hostOf(host: string | undefined, domain: string): string {
	const name = host?.replace(/:\d+$/, '') ?? '';
	return /^[a-z0-9-]+(\.[a-z0-9-]+)+$/i.test(name) && normalAddress(name) === '' ? name : domain;
}

/** Page views from the access log of a web server: pages that were asked for and handed out. */
export function accessLog(enter: Enter, domain: string): (line: string) => Outcome {
	const idOf = createIds('access_log');
	return (text) => {
		if (text.trim() === '' || text.startsWith('#')) return skipped;
		const line = parseLine(text);
		if (line === undefined) return { fault: 'The line is not in the combined log format.' };
		const { target, status } = line;
		const isPage = line.method === 'GET' && ((status >= 200 && status < 300) || status === 304);
		const path = target.replace(/[?#].*$/s, '');
		if (!isPage || NO_PAGE.test(path)) return skipped;
		const url = target.startsWith('/') ? `https://${hostOf(line.host, domain)}${target}` : target;
		if (!Number.isInteger(line.time)) return { fault: 'The time is not one, or lies in the future.' };
		return enter(
			{ page: { url, referrer: line.referrer }, id: idOf(line.time, text), name: 'pageview', time: line.time },
			{ ip: normalAddress(line.ip) || line.ip, userAgent: line.userAgent, languages: '' },
		);
	};
}
