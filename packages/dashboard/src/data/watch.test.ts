import type { LiveEvent, ServerMessage } from '@footfall/protocol';
import { describe, expect, it } from 'vitest';
import { createWatch, withEvent } from './watch.ts';

const event = (id: string, time: string): LiveEvent => ({
	id,
	time: `2026-11-21T${time}Z`,
	name: 'pageview',
	hostname: 'example.com',
	pathname: '/',
	user: '',
	title: '',
	source: '',
	country: '',
	device: '',
	browser: '',
});

describe('the list of live events', () => {
	it('is newest first, also when one comes late', () => {
		const list = [event('a', '10:00:00'), event('c', '10:00:02'), event('b', '10:00:01')].reduce(withEvent, []);
		expect(list.map(({ id }) => id)).toEqual(['c', 'b', 'a']);
	});

	it('shows an event once, though a new line tells it again', () => {
		expect([event('a', '10:00:00'), event('a', '10:00:00')].reduce(withEvent, [])).toHaveLength(1);
	});

	it('does not grow without end', () => {
		const many = Array.from({ length: 500 }, (_, index) => event(`e${index}`, '10:00:00'));
		expect(many.reduce(withEvent, []).length).toBeLessThanOrEqual(100);
	});
});

describe('following a site', () => {
	it('forgets the site before, and does not hear of it', () => {
		const listeners: ((message: ServerMessage) => void)[] = [];
		const watch = createWatch({
			hold: () => () => {},
			listen(listener) {
				listeners.push(listener);
				return () => {};
			},
		});
		const hear = (site: string, visitors: number): void =>
			listeners[0]?.({ type: 'active', site, active: { visitors, sessions: visitors } });
		watch.follow('one', true);
		hear('one', 3);
		expect(watch.active.value?.visitors).toBe(3);
		watch.follow('two', true);
		expect(watch.active.value).toBeUndefined();
		hear('one', 4);
		expect(watch.active.value).toBeUndefined();
	});
});
