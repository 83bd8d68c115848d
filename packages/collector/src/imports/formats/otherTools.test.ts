import { describe, expect, it } from 'vitest';
import type { Client, Hit } from '../../ingest/hit.ts';
import type { Known } from '../visitors.ts';
import { goatcounter } from './goatcounter.ts';
import { umami } from './umami.ts';

type Entered = { hit: Hit; client: Client; known: Known | undefined };

function reader(format: typeof goatcounter) {
	const entered: Entered[] = [];
	const judge = format((hit, client, known) => {
		entered.push({ hit, client, known });
		return { entry: { key: '', route: 0, value: '' }, time: hit.time };
	}, 'shop.example');
	return { judge, entered };
}

const goat = {
	'2Path': '/shoes',
	Title: 'Shoes',
	Event: 'false',
	UserAgent: '',
	Browser: 'Firefox 140.0',
	System: 'Windows 10',
	Session: '287de8da-c5d1-4b72-bf33-ef0ea0a4d3ab',
	Bot: '0',
	Referrer: 'news.example/a',
	'Referrer scheme': 'h',
	'Screen size': '1440,900,2',
	Location: 'US-CA',
	FirstVisit: 'true',
	Date: '2025-07-09T01:00:00Z',
};

describe("GoatCounter's rows", () => {
	it('are page views with what GoatCounter knew of them', () => {
		const { judge, entered } = reader(goatcounter);
		judge(goat);
		expect(entered[0]).toMatchObject({
			hit: {
				name: 'pageview',
				time: Date.UTC(2025, 6, 9, 1),
				session: goat.Session,
				page: { url: 'https://shop.example/shoes', referrer: 'https://news.example/a', title: 'Shoes', screen: '1440x900' },
			},
			client: { ip: '', isServer: true },
			known: {
				agent: { browser: 'Firefox', browserVersion: '140', os: 'Windows', osVersion: '10', device: 'Desktop', bot: undefined },
				country: 'US',
				region: 'US-CA',
			},
		});
	});

	it('are events by their names, bots by their number, and tell each visitor apart where sessions are not counted', () => {
		const { judge, entered } = reader(goatcounter);
		judge({ ...goat, '2Path': 'download-cv', Event: 'true' });
		judge({ ...goat, Bot: '150' });
		judge({ ...goat, Session: '00000000-0000-0000-0000-000000000000' });
		judge({ ...goat, Session: '00000000-0000-0000-0000-000000000000', Date: '2025-07-09T02:00:00Z' });
		expect(entered[0]?.hit).toMatchObject({ name: 'download-cv', page: { url: 'https://shop.example/' } });
		expect(entered[1]?.known?.agent?.bot).toBe('known_bot');
		expect(entered[2]?.hit.session).not.toBe(entered[3]?.hit.session);
	});

	it.each([
		['c', 'spring', 'https://shop.example/shoes?utm_source=spring', undefined],
		['g', 'Google', 'https://shop.example/shoes?ref=Google', undefined],
		['h', 'news.example/a', 'https://shop.example/shoes', 'https://news.example/a'],
		['o', 'android-app://com.news', 'https://shop.example/shoes', 'android-app://com.news'],
	])('have a referrer of the scheme %s', (scheme, referrer, url, expected) => {
		const { judge, entered } = reader(goatcounter);
		judge({ ...goat, Referrer: referrer, 'Referrer scheme': scheme });
		expect(entered[0]?.hit.page).toMatchObject({ url, referrer: expected });
	});

	it.each([
		[{ Date: 'yesterday' }, 'The time is not one, or lies in the future.'],
		[{ Date: '10/11/2025' }, 'The time is not one, or lies in the future.'],
		[{ '2Path': '' }, 'The row has no path.'],
	])('are wrong with %j', (wrong, fault) => {
		expect(reader(goatcounter).judge({ ...goat, ...wrong })).toEqual({ fault });
	});
});

const event = {
	website_id: 'w',
	session_id: 's-1',
	visit_id: 'v-1',
	event_id: 'e-1',
	hostname: 'www.shop.example',
	browser: 'edge-chromium',
	os: 'Mac OS',
	device: 'laptop',
	screen: '1440x900',
	language: 'de-DE',
	country: 'DE',
	region: 'DE-BE',
	city: 'Berlin',
	url_path: '/shoes',
	url_query: 'size=42',
	utm_source: 'mail',
	referrer_domain: 'google.com',
	referrer_path: '/search',
	page_title: 'Shoes',
	event_type: '1',
	event_name: '',
	distinct_id: '',
	created_at: '2025-07-09 01:00:00',
};

describe("Umami's rows", () => {
	it('are page views in UTC with what Umami knew of them', () => {
		const { judge, entered } = reader(umami);
		judge(event);
		expect(entered[0]).toMatchObject({
			hit: {
				name: 'pageview',
				time: Date.UTC(2025, 6, 9, 1),
				session: 's-1',
				user: undefined,
				page: { url: 'https://www.shop.example/shoes?size=42&utm_source=mail', referrer: 'https://google.com/search', language: 'de-DE' },
			},
			known: { agent: { browser: 'Edge', os: 'macOS', device: 'Desktop' }, country: 'DE', region: 'DE-BE', city: 'Berlin' },
		});
	});

	it('are custom events with their names; what else it records is none', () => {
		const { judge, entered } = reader(umami);
		judge({ ...event, event_type: '2', event_name: 'signup', distinct_id: 'u1' });
		expect(entered[0]?.hit).toMatchObject({ name: 'signup', user: 'u1' });
		expect(judge({ ...event, event_type: '5' })).toEqual({ skipped: true });
		expect(judge({ ...event, created_at: '' })).toEqual({ fault: 'The time is not one, or lies in the future.' });
	});

	it('have an id of their own, whatever the file says of it', () => {
		const { judge, entered } = reader(umami);
		for (const event_id of ['e-1', 'e-2', '']) judge({ ...event, event_id });
		expect(new Set(entered.map(({ hit }) => hit.id)).size).toBe(3);
	});
});
