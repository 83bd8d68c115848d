import type { LiveEvent } from '@footfall/protocol';
import { describe, expect, it } from 'vitest';
import { matchesEvent } from './matches.ts';

const event: LiveEvent = {
	id: 'a',
	time: '2026-11-21T10:00:00Z',
	name: 'pageview',
	hostname: 'example.com',
	pathname: '/Docs/api',
	title: '',
	source: '',
	country: 'DE',
	device: 'Mobile',
	browser: 'Safari',
	user: '',
};

describe('a live event under the page’s filters', () => {
	it('is shown when all of them hold', () => {
		expect(matchesEvent(event, [])).toBe(true);
		expect(
			matchesEvent(event, [
				['is', 'visit:country', ['FR', 'DE']],
				['contains', 'event:page', ['docs']],
			]),
		).toBe(true);
		expect(
			matchesEvent(event, [
				['is', 'visit:country', ['DE']],
				['is_not', 'visit:browser', ['Safari']],
			]),
		).toBe(false);
		expect(matchesEvent(event, [['contains_not', 'event:page', ['/docs']]])).toBe(false);
	});

	it('is found by the word for an empty value', () => {
		expect(matchesEvent(event, [['is', 'visit:source', ['Direct / None']]])).toBe(true);
	});

	it('is not ruled out by what it does not tell', () => {
		expect(matchesEvent(event, [['is', 'visit:utm_campaign', ['autumn']]])).toBe(true);
	});
});
