import { setTimeout as sleep } from 'node:timers/promises';
import { type ColumnName, columns } from './columns.ts';
import { createLab, expect, test } from './test.ts';

/** The scripts, and what each promises to bring: without storage four batches of the burst, because 60 KB are in flight at most when a page is left. */
const scripts = [
	{ name: 'core', script: { build: 'analytics.core.js' }, reopen: 0, burst: 48 },
	{ name: 'default', script: { build: 'analytics.js' }, reopen: 0, burst: 48 },
	{ name: 'everything', script: { build: 'analytics.all.js' }, reopen: 0, burst: 48 },
	{ name: 'everything, data-persist', script: { build: 'analytics.all.js', attributes: 'data-persist' }, reopen: 1, burst: 120 },
] as const;

const tries = Number(process.env.DELIVERY_TRIES ?? 1);
/** One way to a collector that is as far away as one in another country, in ms. */
const DISTANCE = 100;
/** What is promised is waited for, in ms; for more than that only so long. */
const LONGEST = 20_000;
const SETTLED = 3000;

for (const { name, script, ...promised } of scripts) {
	for (const column of Object.keys(columns) as ColumnName[]) {
		test(`${name}: ${columns[column].title}`, async ({ server, way, visitor }, info) => {
			test.setTimeout(30_000 + tries * 30_000);
			const { event, of, happen } = columns[column];
			const least = { bounce: 1, twice503: 1, offline: 1, ...promised }[column];
			const arrived: number[] = [];
			for (let attempt = 0; attempt < tries; attempt++) {
				const person = await visitor();
				const lab = createLab(undefined, server, way);
				lab.lane.delay = DISTANCE;
				const count = async (what: string): Promise<number> => (await lab.stored())[what] ?? 0;
				await happen({
					lab,
					visitor: person,
					script,
					async setOffline(offline) {
						// A Firefox whose tab is closed forgets that the tab was to be offline.
						lab.lane.cut = offline;
						await person.setOffline(offline);
					},
					until: async (what, most) => await expect.poll(() => count(what), { timeout: 20_000, intervals: [50] }).toBe(most),
				});
				const begun = Date.now();
				const waited = (ms: number): boolean => Date.now() - begun > ms;
				let stored = await count(event);
				for (; stored < of && !waited(stored < least ? LONGEST : SETTLED); stored = await count(event)) await sleep(100);
				arrived.push(stored);
				await person.end();
			}
			info.annotations.push({ type: 'row', description: name }, { type: 'column', description: columns[column].title });
			info.annotations.push({ type: 'outcome', description: outcome(arrived, of) });
			expect(Math.min(...arrived)).toBeGreaterThanOrEqual(least);
			expect(Math.max(...arrived)).toBeLessThanOrEqual(of);
		});
	}
}

/** `5/5`, or of a burst how many of its events came, from the worst try to the best. */
function outcome(arrived: readonly number[], of: number): string {
	if (of === 1) return `${arrived.filter((count) => count === 1).length}/${arrived.length}`;
	const [least, most] = [Math.min(...arrived), Math.max(...arrived)];
	return least === most ? `${least}` : `${least}–${most}`;
}
