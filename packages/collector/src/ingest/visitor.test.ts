import { describe, expect, it } from 'vitest';
import { openSqliteControl } from '../control/sqlite.ts';
import type { Client, Hit } from './hit.ts';
import { createIdentify } from './visitor.ts';

const MIDNIGHT = Date.UTC(2026, 4, 21);
const MINUTE = 60_000;
const client: Client = { ip: '203.0.113.7', userAgent: 'Mozilla/5.0', languages: '' };
const hit = (time: number, part: Partial<Hit> = {}): Hit => ({ name: 'pageview', url: 'https://example.com/', time, ...part });

function identifier() {
	let now = MIDNIGHT;
	const control = openSqliteControl({ path: ':memory:', clock: () => now, firstSite: { domain: 'example.com' } });
	const identify = createIdentify(control);
	return {
		at(time: number, part: Partial<Hit> & { client?: Client; site?: string; arrives?: number } = {}) {
			const { client: who = client, site = 'site', arrives = time, ...rest } = part;
			now = arrives;
			return identify(site, hit(time, rest), who);
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
		expect(at(MIDNIGHT + 30 * MINUTE)).not.toHaveProperty('before');
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
