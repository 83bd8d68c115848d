import type { Goal } from '@footfall/protocol';
import { describe, expect, it } from 'vitest';
import { createSiteItems, type SiteItemsDeps } from './items.ts';

function world() {
	const goals: Goal[] = [{ id: 'a', kind: 'event', event: 'Signup', name: 'Signup' }];
	const changes: string[] = [];
	const turns: (() => void)[] = [];
	let asked = 0;
	let fails = false;
	const api = {
		async items() {
			asked += 1;
			if (fails) throw new Error('gone');
			return [...goals];
		},
		async addItem(_site: string, _kind: string, item: object) {
			const made = { id: `g${goals.length}`, ...item } as Goal;
			goals.push(made);
			return made;
		},
		async replaceItem() {},
		async removeItem(_site: string, _kind: string, id: string) {
			goals.splice(
				goals.findIndex((goal) => goal.id === id),
				1,
			);
		},
	} as unknown as SiteItemsDeps['api'];
	const items = createSiteItems({
		api,
		changed: (site) => changes.push(site),
		every(_ms, work) {
			turns.push(work);
			return () => void turns.splice(turns.indexOf(work), 1);
		},
	});
	return {
		list: items.of('s', 'goals'),
		items,
		changes,
		turns,
		asked: () => asked,
		fail: (does: boolean) => {
			fails = does;
		},
	};
}
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

describe('the lists of a site', () => {
	it('are asked for once however many show them, and no longer when nobody does', async () => {
		const { list, items, turns, asked } = world();
		expect(items.of('s', 'goals')).toBe(list);
		const [one, two] = [list.hold(), list.hold()];
		await settled();
		expect(asked()).toBe(1);
		expect(list.all.value?.map(({ name }) => name)).toEqual(['Signup']);
		one();
		one();
		expect(turns).toHaveLength(1);
		two();
		expect(turns).toHaveLength(0);
	});

	it('tell when they are others, and only then', async () => {
		const { list, changes, turns } = world();
		list.hold();
		await settled();
		const before = list.all.value;
		turns[0]?.();
		await settled();
		expect(list.all.value).toBe(before);
		expect(changes).toEqual([]);
		const made = await list.add({ kind: 'page', page: '/thanks' });
		expect(changes).toEqual(['s']);
		expect(list.all.value).toHaveLength(2);
		await list.remove(made.id);
		expect(list.all.value).toHaveLength(1);
	});

	it('keep what they have while the server is away, and say so', async () => {
		const { list, turns, fail } = world();
		list.hold();
		await settled();
		fail(true);
		turns[0]?.();
		await settled();
		expect(list.all.value).toHaveLength(1);
		expect(list.failure.value?.code).toBe('offline');
		fail(false);
		turns[0]?.();
		await settled();
		expect(list.failure.value).toBeUndefined();
	});
});
