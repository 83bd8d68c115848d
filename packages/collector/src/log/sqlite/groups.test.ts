import { describe, expect, it } from 'vitest';
import { createGroups } from './groups.ts';
import type { Committed, Group } from './threads.ts';

const entry = (value: string) => ({ key: '', route: 0, value });

/** Groups whose commits end when the test says so; what happens is noted in its order. */
function groupsOf(ms: number) {
	const happened: string[] = [];
	const ends: ((committed: Committed) => void)[] = [];
	const groups = createGroups({
		clock: () => 0,
		lastAt: 0,
		commit(group: Group) {
			happened.push(`writing ${group.values.join(' ')}`);
			return new Promise((resolve) => ends.push(resolve));
		},
		onCommitted: () => {},
	});
	const append = (value: string): void => void groups.append([entry(value)]).then(() => happened.push(`answered ${value}`));
	const end = async (): Promise<void> => {
		await expect.poll(() => ends.length).toBe(1);
		ends.pop()?.({ first: 1, ms });
	};
	return { groups, happened, append, end };
}

describe('groups', () => {
	it('of a slow disk: the next one is on its way before those of the last are answered', async () => {
		const { groups, happened, append, end } = groupsOf(20);
		append('a');
		await expect.poll(() => happened).toEqual(['writing a']);
		append('b');
		append('c');
		await end();
		await end();
		await groups.drained();
		expect(happened).toEqual(['writing a', 'writing b c', 'answered a', 'answered b', 'answered c']);
	});

	it('of a fast disk: those who are answered may still be in the next one', async () => {
		const { groups, happened, append, end } = groupsOf(0.2);
		append('a');
		await expect.poll(() => happened).toEqual(['writing a']);
		append('b');
		await end();
		await end();
		await groups.drained();
		expect(happened).toEqual(['writing a', 'answered a', 'writing b', 'answered b']);
	});

	it('that fail are told to those who waited for them, and to nobody else', async () => {
		const told: string[] = [];
		let commits = 0;
		const groups = createGroups({
			clock: () => 0,
			lastAt: 0,
			commit: async () => {
				commits++;
				if (commits === 1) throw new Error('disk I/O error');
				return { first: 1, ms: 20 };
			},
			onCommitted: () => {},
		});
		const failing = groups.append([entry('a')]).catch(() => told.push('a failed'));
		await failing;
		await groups.append([entry('b')]).then(() => told.push('b stored'));
		await groups.drained();
		expect(told).toEqual(['a failed', 'b stored']);
		expect(groups.pending()).toBe(0);
	});
});
