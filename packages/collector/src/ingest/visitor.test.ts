import { describe, expect, it } from 'vitest';
import { openSqliteControl } from '../control/sqlite.ts';
import type { Client, Hit } from './hit.ts';
import { createIdentify } from './visitor.ts';

const MIDNIGHT = Date.UTC(2026, 4, 21);
const MINUTE = 60_000;
const client: Client = { ip: '203.0.113.7', userAgent: 'Mozilla/5.0', languages: '' };
const hit = (time: number, part: Partial<Hit> = {}): Hit => ({ name: 'pageview', page: { url: 'https://example.com/' }, time, ...part });

function identifier() {
	let now = MIDNIGHT;
	const control = openSqliteControl({ path: ':memory:', clock: () => now, firstSite: { domain: 'example.com' } });
	const identify = createIdentify(control);
	return {
		at(time: number, part: Partial<Hit> & { client?: Client; site?: string; arrives?: number } = {}) {
			const { client: who = client, site = 'site', arrives = time, ...rest } = part;
			now = arrives;
			return identify(site, who)(hit(time, rest), time);
		},
	};
}

describe('a cookieless visitor', () => {
	it('is the same all day and another one the next day', () => {
		const { at } = identifier();
		const morning = at(MIDNIGHT + 60 * MINUTE);
		expect(at(MIDNIGHT + 23 * 60 * MINUTE)).toEqual(morning);
		expect(at(MIDNIGHT + 25 * 60 * MINUTE)?.visitor).not.toBe(morning?.visitor);
		expect(morning?.visitor).toMatch(/^[0-9a-f]{16}$/);
	});

	it("carries yesterday's hash in the first 30 minutes of a day, and no longer", () => {
		const { at } = identifier();
		const late = at(MIDNIGHT - MINUTE);
		expect(at(MIDNIGHT + MINUTE)?.before).toBe(late?.visitor);
		expect(at(MIDNIGHT + 29 * MINUTE)?.before).toBe(late?.visitor);
		expect(at(MIDNIGHT + 30 * MINUTE)?.before).toBeUndefined();
	});

	it('keeps its routing number over midnight', () => {
		const { at } = identifier();
		expect(at(MIDNIGHT + MINUTE)?.route).toBe(at(MIDNIGHT - MINUTE)?.route);
	});

	it.each<[string, Parameters<ReturnType<typeof identifier>['at']>[1]]>([
		['address', { client: { ...client, ip: '203.0.113.8' } }],
		['browser', { client: { ...client, userAgent: 'Mozilla/5.0 other' } }],
		['site', { site: 'other' }],
	])('is another one with another %s', (_, part) => {
		const { at } = identifier();
		expect(at(MIDNIGHT, part)?.visitor).not.toBe(at(MIDNIGHT)?.visitor);
	});

	it('belongs to the day of the event, not of its arrival', () => {
		const { at } = identifier();
		const then = at(MIDNIGHT - 2 * 60 * MINUTE);
		expect(at(MIDNIGHT - 2 * 60 * MINUTE, { arrives: MIDNIGHT + 60 * MINUTE })?.visitor).toBe(then?.visitor);
	});

	it('can be told by nobody once its salt is destroyed', () => {
		const { at } = identifier();
		at(MIDNIGHT);
		expect(at(MIDNIGHT + 1, { arrives: MIDNIGHT + 49 * 60 * MINUTE, client: { ...client, ip: '203.0.113.9' } })).toBeUndefined();
	});
});

describe('a visitor whom a server speaks for', () => {
	const server: Client = { ip: '10.0.0.1', userAgent: 'Go-http-client/2.0', languages: '', isServer: true };

	it('is told by the user, else by the session, whatever address and browser are said', () => {
		const { at } = identifier();
		const ada = at(MIDNIGHT, { client: server, user: 'ada', session: 's1' });
		const elsewhere = { ...server, ip: '203.0.113.99', userAgent: 'Mozilla/5.0 (X11; Linux x86_64)' };
		expect(at(MIDNIGHT, { client: elsewhere, user: 'ada', session: 's2' })?.visitor).toBe(ada?.visitor);
		expect(at(MIDNIGHT, { client: server, user: 'bob', session: 's1' })?.visitor).not.toBe(ada?.visitor);
		const session = at(MIDNIGHT, { client: server, session: 's1' });
		expect(at(MIDNIGHT, { client: server, session: 's1' })?.visitor).toBe(session?.visitor);
		expect(at(MIDNIGHT, { client: server, session: 's2' })?.visitor).not.toBe(session?.visitor);
	});

	it('is another one the next day, like all others', () => {
		const { at } = identifier();
		expect(at(MIDNIGHT + 86_400_000, { client: server, user: 'ada' })?.visitor).not.toBe(
			at(MIDNIGHT, { client: server, user: 'ada' })?.visitor,
		);
	});

	it('is not told apart by a session where a browser sends for itself', () => {
		const { at } = identifier();
		expect(at(MIDNIGHT, { session: 's1' })?.visitor).toBe(at(MIDNIGHT, { session: 's2' })?.visitor);
	});
});

it('does not mix up parts that are cut at another place', () => {
	const { at } = identifier();
	const one = at(MIDNIGHT, { client: { ...client, ip: '203.0.113.1', userAgent: '1 x' } });
	expect(at(MIDNIGHT, { client: { ...client, ip: '203.0.113.11', userAgent: ' x' } })?.visitor).not.toBe(one?.visitor);
});

it('tells the events of one request apart by their day, visitor and user', () => {
	const control = openSqliteControl({ path: ':memory:', clock: () => MIDNIGHT + MINUTE, firstSite: { domain: 'example.com' } });
	const identify = createIdentify(control)('site', client);
	const ids = [hit(MIDNIGHT - MINUTE), hit(MIDNIGHT), hit(MIDNIGHT, { visitor: 'v' }), hit(MIDNIGHT, { user: 'u' })].map((one) =>
		identify(one, one.time),
	);
	expect(new Set(ids.map((id) => `${id?.visitor} ${id?.user}`)).size).toBe(4);
	expect(ids[1]?.before).toBe(ids[0]?.visitor);
});

describe('a persistent visitor', () => {
	it('is who the browser says, whatever the day or the address', () => {
		const { at } = identifier();
		const first = at(MIDNIGHT, { visitor: 'v1' });
		expect(first?.persistent).toBe(true);
		expect(at(MIDNIGHT + 3 * 86_400_000, { visitor: 'v1', client: { ...client, ip: '198.51.100.1' } })).toEqual(first);
		expect(at(MIDNIGHT, { visitor: 'v2' })?.visitor).not.toBe(first?.visitor);
		expect(JSON.stringify(first)).not.toContain('v1');
	});
});

it('keeps the id of an identified user as a hash', () => {
	const { at } = identifier();
	const { user } = at(MIDNIGHT, { user: 'ada@example.com' }) ?? {};
	expect(user).toMatch(/^[0-9a-f]{16}$/);
	expect(at(MIDNIGHT + 5 * 86_400_000, { user: 'ada@example.com' })?.user).toBe(user);
});
