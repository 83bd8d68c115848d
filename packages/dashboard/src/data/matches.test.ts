import type { LiveEvent } from '@footfall/protocol';
import { describe, expect, it } from 'vitest';
import type { ViewFilter } from '../state/view.ts';
import { matchesEvent, unjudged } from './matches.ts';

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

	it.each<[string, ViewFilter]>([
		['does not tell', ['is', 'visit:utm_campaign', ['autumn']]],
		['was done otherwise', ['is', 'event:page', ['/pricing'], 'has_done']],
		['a segment holds', ['is', 'segment', ['abc']]],
		['only the server can read', ['matches', 'event:page', ['(?i)^/docs']]],
		['could take forever to look for', ['matches_not', 'event:page', ['^(/a+)+$']]],
	])('is not ruled out by what %s, which is said', (_, filter) => {
		expect(matchesEvent(event, [filter])).toBe(true);
		expect(unjudged([['is', 'visit:country', ['DE']], filter])).toEqual([filter]);
	});

	it('is held against a pattern that reads the same here and there', () => {
		expect(matchesEvent(event, [['matches', 'event:page', ['^/Docs/.*$']]])).toBe(true);
		expect(matchesEvent(event, [['matches', 'event:page', ['^/docs/']]])).toBe(false);
		expect(matchesEvent(event, [['matches_not', 'visit:country', ['^(DE|FR)$']]])).toBe(false);
		expect(unjudged([['matches', 'event:page', ['\\?a\\+b*']]])).toEqual([]);
	});

	it('does not hang the page by a pattern that explodes', () => {
		const long = { ...event, pathname: `/${'a'.repeat(2000)}!` };
		expect(matchesEvent(long, [['matches', 'event:page', ['(a+)+$']]])).toBe(true);
		expect(matchesEvent(long, [['matches', 'event:page', ['(a|aa)*$']]])).toBe(true);
	});
});
