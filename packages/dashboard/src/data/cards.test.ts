import { expect, test } from 'vitest';
import { cardsOf } from './cards.ts';

test('the cards are conversions when the page looks at a goal, and not when it looks at what visitors did otherwise', () => {
	expect(cardsOf({ filters: [['is', 'event:goal', ['Signup']]] }).metrics).toContain('conversion_rate');
	expect(cardsOf({ filters: [['is', 'event:goal', ['Signup'], 'has_done']] }).metrics).not.toContain('conversion_rate');
	expect(cardsOf({ filters: [['is_not', 'event:goal', ['Signup']]] }).metrics).not.toContain('conversion_rate');
});

test('a page is told how far it is read', () => {
	expect(cardsOf({ filters: [['contains', 'event:page', ['/blog']]] }).metrics).toContain('scroll_depth');
	expect(cardsOf({ filters: [] }).metrics).not.toContain('scroll_depth');
});

test('an event is told how often it came and what it brought; page views are the whole site', () => {
	expect(cardsOf({ filters: [['is', 'event:name', ['Purchase']]] }).metrics).toEqual([
		'events',
		'visitors',
		'visits',
		'total_revenue',
		'average_revenue',
	]);
	expect(cardsOf({ filters: [['is', 'event:name', ['pageview']]] }).metrics).toContain('bounce_rate');
	expect(cardsOf({ filters: [['is', 'event:name', ['Purchase'], 'has_done']] }).metrics).toContain('bounce_rate');
});
