import { describe, expect, it } from 'vitest';
import { zoomRange } from './zoom.ts';

const zoom = (label: string, interval: Parameters<typeof zoomRange>[1]) => zoomRange(label, interval, '2026-11-21', 'Europe/Berlin');

describe('zooming into a bucket', () => {
	it('shows its days', () => {
		expect(zoom('2026-11-19', 'day')).toEqual(['2026-11-19', '2026-11-19']);
		expect(zoom('2026-11-21', 'day')).toBe('day');
		expect(zoom('2026-10-01', 'month')).toBe('last_month');
		expect(zoom('2026-11-16', 'week')).toEqual(['2026-11-16', '2026-11-21']);
	});

	it('shows an hour of the site as instants', () => {
		const hour = ['2026-11-20T12:00:00.000Z', '2026-11-20T13:00:00.000Z'];
		expect(zoom('2026-11-20 13:00:00', 'hour')).toEqual(hour);
		expect(zoom('2026-11-20T13:00:00+01:00', 'hour')).toEqual(hour);
	});

	it('ends at the minute and before the future', () => {
		expect(zoom('2026-11-20 13:05:00', 'minute')).toBeUndefined();
		expect(zoom('2026-11-22', 'day')).toBeUndefined();
	});
});
