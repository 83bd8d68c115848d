import { expect, it } from 'vitest';
import { openGeo } from './geo.ts';

it.each([
	['8.8.8.8', 'US'],
	['2a00:1450:4001:80b::2003', 'IE'],
	['192.168.1.1', ''],
	['172.16.5.5', ''],
	['172.15.5.5', 'US'],
	['203.0.113.7', ''],
	['2001:db8::1', ''],
	['fd12:3456::1', ''],
	['::1', ''],
	['', ''],
	['no address', ''],
])('%s lies in %j', async (ip, country) => {
	expect((await openGeo()).country(ip)).toBe(country);
});
