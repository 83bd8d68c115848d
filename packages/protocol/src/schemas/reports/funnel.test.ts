import { describe, expect, it } from 'vitest';
import { FootfallError } from '../../errors.ts';
import { parseFunnel } from './funnel.ts';

const steps = [{ page: '/' }, { event: 'Signup', filters: [['is', 'event:props:plan', ['pro']]] }];
const ask = { site_id: 'shop', date_range: '7d', steps };

function fault(change: object): [string, string | undefined] | undefined {
	try {
		parseFunnel({ ...ask, ...change });
		return undefined;
	} catch (error) {
		if (error instanceof FootfallError) return [error.code, error.at];
		throw error;
	}
}

describe('what a funnel is asked', () => {
	it('is read as it was sent', () => {
		const full = { ...ask, window: { days: 7 }, breakdown: 'visit:source', filters: [['is', 'visit:country', ['DE']]], bots: true };
		expect(parseFunnel(full)).toEqual(full);
		expect(parseFunnel({ ...ask, window: 'visit' })).toEqual({ ...ask, window: 'visit' });
	});

	it.each<[object, string, string]>([
		[{ steps: [{ page: '/' }] }, 'invalid_query', 'steps'],
		[{ steps: Array.from({ length: 9 }, () => ({ page: '/' })) }, 'invalid_query', 'steps'],
		[{ steps: 'all' }, 'invalid_query', 'steps'],
		[{ steps: [{ page: '/' }, { page: '' }] }, 'invalid_query', 'steps[1].page'],
		[{ steps: [{ page: '/' }, { page: 'shop' }] }, 'invalid_query', 'steps[1].page'],
		[{ steps: [{ page: '/' }, { page: '/***' }] }, 'invalid_query', 'steps[1].page'],
		[{ steps: [{ page: '/' }, { page: '/a', event: 'b' }] }, 'invalid_query', 'steps[1]'],
		[{ steps: [{ page: '/' }, { event: ' ' }] }, 'invalid_query', 'steps[1].event'],
		[{ steps: [{ page: '/' }, { event: 'a', filters: [['was', 'event:props:x', ['y']]] }] }, 'unknown_operator', 'steps[1].filters[0][0]'],
		[{ steps: [{ page: '/' }, { event: 'a', filters: [['is', 'visit:source', ['y']]] }] }, 'invalid_filter', 'steps[1].filters[0]'],
		[{ steps: [{ page: '/' }, { page: '/a', filters: [] }] }, 'invalid_query', 'steps[1].filters'],
		[{ window: 'week' }, 'invalid_query', 'window'],
		[{ window: { minutes: 5, days: 1 } }, 'invalid_query', 'window'],
		[{ window: { minutes: 0 } }, 'invalid_query', 'window.minutes'],
		[{ window: { days: 1.5 } }, 'invalid_query', 'window.days'],
		[{ breakdown: 'event:page' }, 'unknown_dimension', 'breakdown'],
		[{ filters: [['is', 'visit:shoe', ['x']]] }, 'unknown_dimension', 'filters[0][1]'],
		[{ date_range: 'eternity' }, 'invalid_range', 'date_range'],
		[{ bots: 1 }, 'invalid_query', 'bots'],
		[{ step: [] }, 'invalid_query', 'step'],
	])('says what is wrong with %j', (change, code, at) => {
		expect(fault(change)).toEqual([code, at]);
	});
});
