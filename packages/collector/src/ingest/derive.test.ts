import { describe, expect, it } from 'vitest';
import { readAddress } from './address.ts';
import { deriveDimensions } from './derive.ts';
import type { HitPage } from './hit.ts';
import { nowhere } from './location.ts';
import { createAgentParser } from './userAgent.ts';

const MAC = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15';
const agentOf = createAgentParser();

function dimensions(page: Partial<HitPage>, userAgent = MAC, languages = '') {
	const whole: HitPage = { url: 'https://example.com/', ...page };
	const address = readAddress(whole.url);
	if (address === undefined) throw new Error('no address');
	return deriveDimensions({
		page: whole,
		address,
		origin: { source: '', referrer: '', channel: '' },
		agent: agentOf(userAgent),
		location: nowhere,
		languages,
	});
}

describe('an iPad that says it is a Mac', () => {
	it.each(['744x1133', '768x1024', '820x1180', '834x1194', '1024x1366', '1032x1376'])('is a tablet by its screen of %s', (screen) => {
		expect(dimensions({ screen })).toMatchObject({ device: 'Tablet', os: 'iOS', browser: 'Safari' });
		expect(dimensions({ screen })).not.toHaveProperty('os_version');
	});

	it.each(['1440x900', '1470x956', '1080x1920', '1200x1920', '', 'x'])('is a Mac by its screen of %j', (screen) => {
		expect(dimensions({ screen })).toMatchObject({ device: 'Desktop', os: 'macOS' });
	});
});

it('leaves out what is empty or is not what it should be', () => {
	expect(dimensions({ title: '  ', screen: '0x0', language: '<b>' }, '')).toEqual({ hostname: 'example.com', pathname: '/' });
	for (const screen of ['1440', '1440x', 'axb', '-1x5', '1440x900x2', '999999x1'])
		expect(dimensions({ screen })).not.toHaveProperty('screen');
});

it('asks the browser’s header for the language that the page did not tell', () => {
	expect(dimensions({}, MAC, 'de-at,de;q=0.9')).toMatchObject({ language: 'de-AT' });
	expect(dimensions({ language: 'fr' }, MAC, 'de')).toMatchObject({ language: 'fr' });
});

it('takes out of a title what names a person', () => {
	expect(dimensions({ title: 'Orders of ada@example.org' }).title).toBe('Orders of (email)');
});
