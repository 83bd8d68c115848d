import { keptParams } from '@footfall/protocol';
import { describe, expect, it } from 'vitest';
import { campaign } from './address.ts';

describe('what stays of a query', () => {
	it.each(keptParams)('keeps %s, wherever it stands', (name) => {
		expect(campaign(`?${name}=a%20b`)).toBe(`?${name}=a%20b`);
		expect(campaign(`?token=1&${name}=2&mail=x@y.z`)).toBe(`?${name}=2`);
		expect(campaign(`?${name}=2&token=1&utm_term=3`)).toBe(`?${name}=2&utm_term=3`);
	});
	it.each(['?token=1', '?q=a&b=c', '?email=a@b.c#x', '?refer=1', '?preference=1', '?sources=1', '?utm_=1', '?gclid', ''])(
		'drops all of %s',
		(query) => {
			expect(campaign(query)).toBe('');
		},
	);
});
