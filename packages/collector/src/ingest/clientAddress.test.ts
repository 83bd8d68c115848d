import { describe, expect, it } from 'vitest';
import { networks, normalAddress, visitorAddress } from './clientAddress.ts';

const trusted = networks(['10.0.0.0/8', '2001:db8::/32']);

describe("the visitor's address", () => {
	it.each<[string, string | undefined, string]>([
		['203.0.113.7', undefined, '203.0.113.7'],
		['203.0.113.7', '198.51.100.1', '203.0.113.7'],
		['10.0.0.1', '198.51.100.1', '198.51.100.1'],
		['::ffff:10.0.0.1', '198.51.100.1', '198.51.100.1'],
		['10.0.0.1', '6.6.6.6, 198.51.100.1', '198.51.100.1'],
		['10.0.0.1', '6.6.6.6, 198.51.100.1, 10.0.0.2', '198.51.100.1'],
		['10.0.0.1', '10.0.0.3, 10.0.0.2', '10.0.0.3'],
		['10.0.0.1', 'unknown', '10.0.0.1'],
		['10.0.0.1', '198.51.100.1:4711', '198.51.100.1'],
		['2001:db8::1', '[2001:470::9]:443', '2001:470::9'],
		['', '198.51.100.1', ''],
	])('behind socket %j with X-Forwarded-For %j is %j', (socket, header, expected) => {
		expect(visitorAddress(socket, header, trusted)).toBe(expected);
	});

	it.each([
		['fe80::1%eth0', 'fe80::1'],
		['999.1.1.1', ''],
		['<script>', ''],
	])('%j reads as %j', (text, expected) => {
		expect(normalAddress(text)).toBe(expected);
	});
});

it.each(['10.0.0.0/99', 'example.com', '10.0.0.0/x', ''])('%j is refused as a network', (cidr) => {
	expect(() => networks([cidr])).toThrow(/is not a network/);
});
