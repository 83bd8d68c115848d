import type { Action } from '@footfall/protocol';
import { describe, expect, it } from 'vitest';
import { type ActionDraft, actionLabel, actionOf, draftOf, readAction, writeAction } from './actions.ts';

describe('an action in the address', () => {
	it.each<[string, ActionDraft]>([
		['page,/blog/**', { kind: 'page', what: '/blog/**' }],
		['event,Sign up%2C now', { kind: 'event', what: 'Sign up, now' }],
		['event,Buy,is,size,M,100%25', { kind: 'event', what: 'Buy', where: { operator: 'is', property: 'size', values: ['M', '100%'] } }],
		['page,', { kind: 'page', what: '' }],
	])('%s is read and written back', (text, draft) => {
		expect(readAction(text)).toEqual(draft);
		expect(writeAction(draft)).toBe(text);
	});

	it.each(['', 'shoe,/a', ',', '%E0%A4%A'])('%j is none', (text) => {
		expect(readAction(text)).toBeUndefined();
	});

	it('is asked once it is whole', () => {
		expect(actionOf({ kind: 'page', what: ' ' })).toBeUndefined();
		expect(actionOf({ kind: 'page', what: '/a' })).toEqual({ page: '/a' });
		expect(actionOf({ kind: 'event', what: 'Buy', where: { operator: 'is', property: 'size', values: [''] } })).toEqual({ event: 'Buy' });
		expect(actionOf({ kind: 'event', what: 'Buy', where: { operator: 'is_not', property: 'size', values: ['M'] } })).toEqual({
			event: 'Buy',
			filters: [['is_not', 'event:props:size', ['M']]],
		});
	});

	it.each<Action>([{ page: '/blog/**' }, { event: 'Buy' }, { event: 'Buy', filters: [['is_not', 'event:props:size', ['M', 'L']]] }])(
		'is edited as it was kept: %j',
		(action) => {
			const draft = draftOf(action);
			expect(draft === undefined ? undefined : actionOf(draft)).toEqual(action);
		},
	);

	it.each<Action>([
		{
			event: 'Buy',
			filters: [
				['is', 'event:props:size', ['M']],
				['is', 'event:props:colour', ['red']],
			],
		},
		{ event: 'Buy', filters: [['is', 'event:props:size', ['m'], { case_sensitive: false }]] },
		{ event: 'Buy', filters: [['not', ['is', 'event:props:size', ['M']]]] },
	])('is not edited where the editor would lose a condition: %j', (action) => {
		expect(draftOf(action)).toBeUndefined();
	});

	it('has a name', () => {
		expect(actionLabel({ kind: 'page', what: '/a' })).toBe('Page /a');
		expect(actionLabel({ kind: 'event', what: 'Buy', where: { operator: 'is_not', property: 'size', values: ['M', 'L'] } })).toBe(
			'Buy (size is not M or L)',
		);
	});
});
