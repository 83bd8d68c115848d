import type { Goal } from '@footfall/protocol';
import { expect, test } from 'vitest';
import { draftOf, goalOf } from './draft.ts';

const goals: Goal[] = [
	{ id: 'a', kind: 'page', page: '/blog/**', name: 'Blog' },
	{ id: 'b', kind: 'scroll', page: '/', depth: 90, name: 'Read' },
	{ id: 'c', kind: 'event', event: 'Purchase', props: { plan: 'pro' }, currency: 'EUR', name: 'Sale' },
];

test('a goal that is opened and saved is as it was', () => {
	for (const { id, ...goal } of goals) expect(goalOf(draftOf({ id, ...goal } as Goal))).toEqual(goal);
});

test('what was typed for another kind is not sent', () => {
	const draft = { ...draftOf(goals[2]), kind: 'page' as const, page: ' /thanks ', name: ' ' };
	expect(goalOf(draft)).toEqual({ kind: 'page', page: '/thanks' });
});
