import { describe, expect, it } from 'vitest';
import { readView, writeView } from './url.ts';
import { defaultView, type View } from './view.ts';

describe('the URL as state', () => {
	it('is empty for the default view', () => {
		expect(writeView(defaultView)).toBe('');
		expect(readView('')).toEqual(defaultView);
	});

	it('holds a whole view and gives it back', () => {
		const view: View = {
			page: 'pipeline',
			site: 'example.com',
			range: ['2026-11-01', '2026-11-20'],
			compare: 'custom',
			compareWith: ['2025-11-01', '2025-11-20'],
			weekdays: true,
			filters: [
				['is', 'visit:source', ['Google', 'a,b 100%', '']],
				['contains_not', 'event:page', ['/a&b=c#d', '<script>']],
				['is', 'event:props:plan', ['pro']],
				['matches', 'event:page', ['^/a,b/\\d{1,3}$']],
				['is', 'event:goal', ['Signup'], 'has_not_done'],
				['is_not', 'segment', ['Ab-1']],
			],
			imports: false,
			metric: 'bounce_rate',
			interval: 'week',
			tabs: { sources: 'visit:utm_campaign', devices: 'visit:os' },
			details: 'visit:country',
			own: { step: ['page,/', 'event,Sign up'], window: ['7d'] },
		};
		expect(readView(writeView(view))).toEqual(view);
	});

	it('stays readable', () => {
		const view: View = { ...defaultView, site: 'example.com', range: '7d', filters: [['is', 'event:page', ['/blog/a b']]] };
		expect(writeView(view)).toBe('?site=example.com&range=7d&f=is,event:page,/blog/a%20b');
	});

	it('compares with nothing where the days to compare with are missing or none', () => {
		for (const search of ['?compare=custom', '?compare=custom&with=2026-01-01', '?compare=custom&with=yesterday,today']) {
			expect(readView(search)).toEqual(defaultView);
		}
		expect(readView('?compare=custom&with=2026-02-01,2026-01-01').compareWith).toEqual(['2026-01-01', '2026-02-01']);
	});

	it('leaves what belongs to another page to that page', () => {
		expect(readView('?step=page,/').own).toEqual({});
		expect(readView('?page=pipeline&site=a&step=1&step=2').own).toEqual({ step: ['1', '2'] });
	});

	it('forgets what it does not understand', () => {
		const view = readView(
			'?range=eternity&compare=me&metric=__proto__&interval=eon&f=is,visit:nonsense,x&f=is,visit:source&f=%E0%A4%A&f=has_done,is,segment,a&f=matches,segment,a&f=has_done&details=x',
		);
		expect(view).toEqual(defaultView);
	});

	it('keeps date-times with offset', () => {
		const view: View = { ...defaultView, range: ['2026-11-20T10:00:00+05:30', '2026-11-20T11:00:00+05:30'] };
		expect(readView(writeView(view)).range).toEqual(view.range);
	});
});
