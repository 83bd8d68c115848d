import { describe, expect, it } from 'vitest';
import { readFunnel, writeFunnel } from './funnelview.ts';

describe('a funnel in the address', () => {
	it('has two steps to be filled at first, and is not asked', () => {
		const { steps, window, ask } = readFunnel({});
		expect(steps).toHaveLength(2);
		expect([window, ask]).toEqual(['visit', undefined]);
	});

	it('is read, asked and written back', () => {
		const own = { step: ['page,/', 'event,Buy,is,size,M'], window: ['7d'], by: ['visit:source'] };
		const funnel = readFunnel(own);
		expect(funnel.ask).toEqual({
			steps: [{ page: '/' }, { event: 'Buy', filters: [['is', 'event:props:size', ['M']]] }],
			window: { days: 7 },
			breakdown: 'visit:source',
		});
		expect(writeFunnel(funnel)).toEqual(own);
	});

	it('is not asked while a step is empty, and forgets what it does not understand', () => {
		expect(readFunnel({ step: ['page,/', 'page,', 'page,/a'] }).ask).toBeUndefined();
		const odd = readFunnel({ step: ['shoe', 'page,/a', 'page,/b'], window: ['eon'], by: ['event:page'] });
		expect(odd.ask).toEqual({ steps: [{ page: '/a' }, { page: '/b' }], window: 'visit' });
	});
});
