import { describe, expect, it } from 'vitest';
import { bucketDays, createTimes, labelTime } from './time.ts';

const en = createTimes(['en-GB']);
/** Intl joins ranges with thin spaces of its own. */
const plain = (text: string): string => text.replace(/[\u2009\u202f\u00a0]/g, ' ');

describe('labels', () => {
	it('are read as the site wrote them, whatever their form', () => {
		const at = Date.UTC(2026, 10, 21, 13);
		for (const label of ['2026-11-21 13:00:00', '2026-11-21T13:00:00', '2026-11-21T13:00:00+05:30']) expect(labelTime(label)).toBe(at);
		expect(labelTime('2026-11')).toBe(Date.UTC(2026, 10, 1));
	});

	it('name the days that they cover', () => {
		expect(bucketDays('2026-11-21', 'day')).toEqual(['2026-11-21', '2026-11-21']);
		expect(bucketDays('2026-11-16', 'week')).toEqual(['2026-11-16', '2026-11-22']);
		expect(bucketDays('2026-02-01', 'month')).toEqual(['2026-02-01', '2026-02-28']);
		expect(bucketDays('2026-02-01 10:00:00', 'hour')).toBeUndefined();
	});
});

describe('times', () => {
	it('show a day, an hour and a month', () => {
		expect(plain(en.bucket('2026-11-21', 'day'))).toBe('Sat, 21 Nov 2026');
		expect(plain(en.bucket('2026-11-21 13:00:00', 'hour'))).toMatch(/21 Nov.*13:00.*13:59/);
		expect(en.bucket('2026-11-01', 'month')).toBe('November 2026');
	});

	it('tell the two hours apart that clocks put back make of one', () => {
		expect(plain(en.bucket('2026-11-01 01:00:00-02:30', 'hour'))).toMatch(/01:00.*01:59 \(UTC-02:30\)$/);
		expect(plain(en.bucket('2026-11-01 01:00:00-03:30', 'hour'))).toMatch(/01:00.*01:59 \(UTC-03:30\)$/);
	});

	it('show a range by its name or its days', () => {
		expect(en.range('7d', 'UTC')).toBe('Last 7 days');
		expect(plain(en.range(['2026-11-01', '2026-11-20'], 'UTC'))).toMatch(/^1 ?– ?20 Nov 2026$/);
	});

	it('show an answer’s range in days, or to the minute', () => {
		expect(plain(en.resolved(['2026-11-20T00:00:00+01:00', '2026-11-21T00:00:00+01:00']))).toBe('Fri, 20 Nov 2026');
		expect(plain(en.resolved(['2026-11-20T13:05:00+01:00', '2026-11-20T13:35:00+01:00']))).toMatch(/20 Nov.*13:05.*13:35/);
	});

	it('tell the time where the site is', () => {
		expect(en.clock('2026-11-21T12:00:05Z', 'Asia/Kolkata')).toBe('17:30:05');
	});

	it('begin the week where people do', () => {
		expect(en.weekdays[0]).toBe('Mon');
		expect(createTimes(['en-US']).weekdays[0]).toBe('Sun');
	});
});
