import { idTime, type WireBatch } from '@footfall/protocol';

/** A request that is made once and sent many times: only the page-view id inside it changes. */
export interface RequestTemplate {
	/** The whole request, as bytes on the wire, with an id of its own. */
	next(): Buffer;
}

const ID_TAIL = 12;
const browsers = 50;

const paths = ['/', '/products/lamp', '/products/chair', '/blog/how-it-works', '/pricing', '/about', '/docs/start'];

function batchOf(pageId: string, events: number, turn: number): WireBatch {
	const names = ['pageview', 'click', 'Add to cart', 'click', 'page_unload'];
	return {
		v: 1,
		site: 'localhost',
		pages: [
			{
				id: pageId,
				u: `https://localhost${paths[turn % paths.length]}?utm_source=newsletter&utm_medium=email`,
				t: 'A page with a title of usual length – Footfall',
				r: 'https://www.google.com/',
				s: '1440x900',
				l: 'en-US',
			},
		],
		events: Array.from({ length: events }, (_, n) => {
			const name = names[n % names.length] ?? 'click';
			return { p: 0, n, e: name, a: 250, ...(name === 'click' ? { d: { target: 'a.buy', text: 'Buy now' } } : {}) };
		}),
	};
}

function requestOf(body: string, browser: number): string {
	return [
		'POST /api/events HTTP/1.1',
		'Host: 127.0.0.1',
		`User-Agent: Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${100 + browser}.0.0.0 Safari/537.36`,
		'Accept: */*',
		'Accept-Language: en-US,en;q=0.9',
		'Origin: https://localhost',
		'Content-Type: text/plain;charset=UTF-8',
		`Content-Length: ${Buffer.byteLength(body)}`,
		'',
		body,
	].join('\r\n');
}

/**
 * Requests of one connection with `events` events each, of several browsers in turn.
 *
 * @param prefix Four characters that no other connection of any run uses.
 */
export function createRequests(events: number, prefix: string, connection: number): RequestTemplate {
	const start = idTime(Date.now());
	const templates = Array.from({ length: browsers }, (_, browser) => {
		const bytes = Buffer.from(requestOf(JSON.stringify(batchOf(`${start}${'0'.repeat(ID_TAIL)}`, events, connection + browser)), browser));
		return { bytes, at: bytes.indexOf(start) + start.length };
	});
	let sent = 0;
	return {
		next() {
			const { bytes, at } = templates[sent % browsers] as (typeof templates)[number];
			// The connection has one request on its way at a time, so the bytes are not in use any more.
			bytes.write(prefix + (sent++).toString(36).padStart(ID_TAIL - prefix.length, '0'), at, 'latin1');
			return bytes;
		},
	};
}
