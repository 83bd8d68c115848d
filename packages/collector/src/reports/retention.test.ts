import type { Action, RetentionAnswer, RetentionAsk, RetentionInterval } from '@footfall/protocol';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { retentionByHand } from '../query/testing/byHand/retentionByHand.ts';
import { type TestSite, testSites } from '../query/testing/byHand/traffic.ts';
import { action } from './testing/actions.ts';
import { anyAsk, type Stored, storeTraffic } from './testing/stored.ts';

const CASES = 120;

let stored: Stored;
beforeAll(async () => {
	stored = await storeTraffic(160);
}, 60_000);
afterAll(() => stored.close());

const retention = async (at: TestSite, ask: RetentionAsk): Promise<RetentionAnswer> =>
	(await stored.reportsOf(at).run('retention', ask)) as unknown as RetentionAnswer;

const someAction = fc.option(action, { nil: undefined, freq: 2 }) as fc.Arbitrary<Action | undefined>;
const anyRetention = anyAsk.chain(({ at, ask }) =>
	fc
		.record({ interval: fc.constantFrom<RetentionInterval>('day', 'week', 'month'), cohort: someAction, returning: someAction })
		.map(({ interval, cohort, returning }) => ({
			at,
			ask: {
				...ask,
				interval: ask.date_range === 'all' && interval === 'day' ? 'week' : interval,
				...(cohort === undefined ? {} : { cohort }),
				...(returning === undefined ? {} : { returning }),
			} satisfies RetentionAsk,
		})),
);

describe('retention', () => {
	it(`is what the reference counts, on ${CASES} random ones`, { timeout: 120_000 }, async () => {
		let cameBack = 0;
		await fc.assert(
			fc.asyncProperty(anyRetention, async ({ at, ask }) => {
				const answer = await retention(at, ask);
				const persistent = new Set(stored.recordsOf(at).flatMap((record) => (record.persistent === true ? record.visitor : [])));
				const exact = retentionByHand(stored.factsOf(at, ask), ask, {
					zone: at.zone,
					range: stored.range(at, ask.date_range),
					persistent: (visitor) => persistent.has(visitor),
				});
				expect(answer.cohorts.map(({ period }) => period)).toEqual(exact.labels.slice(0, answer.cohorts.length));
				for (const [first, { members, returned }] of answer.cohorts.entries()) {
					const row = exact.table[first] ?? [];
					expect(members).toBe(row[0]);
					expect(returned).toEqual(row.slice(0, returned.length));
					if (returned.slice(1).some((people) => people > 0)) cameBack++;
				}
				expect([answer.followed, answer.left_out]).toEqual([exact.followed, exact.leftOut]);
				for (const [later, share] of answer.mean.entries()) {
					const old = exact.table.slice(0, answer.cohorts.length - later);
					const [back, all] = [later, 0].map((place) => old.reduce((sum, row) => sum + (row[place] ?? 0), 0)) as [number, number];
					if (all === 0) expect(share).toBeNull();
					else expect(share).toBeCloseTo((100 * back) / all, 1.99);
				}
			}),
			{ numRuns: CASES, seed: 97, endOnFailure: true },
		);
		expect(cameBack).toBeGreaterThan(CASES / 10);
	});

	it('refuses more cohorts than anybody can look at', async () => {
		const at = testSites[0] as TestSite;
		const refused = retention(at, { site_id: at.site, date_range: 'all', interval: 'day' });
		await expect(refused).rejects.toMatchObject({ code: 'too_many_buckets', at: 'interval' });
	});
});
