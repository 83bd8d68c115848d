import type { FunnelAnswer, FunnelAsk, FunnelStep, FunnelWindow, VisitDimension } from '@footfall/protocol';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ExactFunnel, funnelByHand } from '../query/testing/byHand/funnelByHand.ts';
import { handSettings } from '../query/testing/byHand/questions.ts';
import { shownOf } from '../query/testing/byHand/reference.ts';
import type { TestSite } from '../query/testing/byHand/traffic.ts';
import { action } from './testing/actions.ts';
import { anyAsk, type Stored, storeTraffic } from './testing/stored.ts';

const CASES = 150;

let stored: Stored;
beforeAll(async () => {
	stored = await storeTraffic(120);
}, 60_000);
afterAll(() => stored.close());

const funnel = async (at: TestSite, ask: FunnelAsk): Promise<FunnelAnswer> =>
	(await stored.reportsOf(at).run('funnel', ask)) as unknown as FunnelAnswer;

const anyFunnel = anyAsk.chain(({ at, ask }) =>
	fc
		.record({
			steps: fc.array(action, { minLength: 2, maxLength: 5 }),
			window: fc.constantFrom<FunnelWindow | undefined>(undefined, 'visit', { minutes: 3 }, { minutes: 60 }, { days: 2 }, { days: 30 }),
			breakdown: fc.constantFrom<VisitDimension | undefined>(undefined, 'visit:source', 'visit:entry_page', 'visit:country_name'),
		})
		.map(({ steps, window, breakdown }) => ({
			at,
			ask: { ...ask, steps, ...(window === undefined ? {} : { window }), ...(breakdown === undefined ? {} : { breakdown }) },
		})),
);

/** What a funnel says, in the words of the reference. */
function expectSteps(steps: readonly FunnelStep[], { visitors, medians }: ExactFunnel): void {
	expect(steps.map((step) => step.visitors)).toEqual(visitors);
	for (const [place, { conversion, dropped, drop_off, median_seconds }] of steps.entries()) {
		const [first = 0, before, here = 0] = [visitors[0], visitors[place - 1], visitors[place]];
		if (first === 0) expect(conversion).toBeNull();
		else expect(conversion).toBeCloseTo((100 * here) / first, 1.99);
		expect(dropped).toBe(before === undefined ? 0 : before - here);
		if (before === undefined || before === 0) expect(drop_off).toBeNull();
		else expect(drop_off).toBeCloseTo((100 * (before - here)) / before, 1.99);
		const median = place === 0 ? null : (medians[place - 1] ?? null);
		if (median === null) expect(median_seconds).toBeNull();
		else expect(Math.abs(Number(median_seconds) - median)).toBeLessThanOrEqual(0.05 + 1e-9);
	}
}

describe('a funnel', () => {
	it(`is what the reference counts, on ${CASES} random ones`, { timeout: 120_000 }, async () => {
		let reached = 0;
		await fc.assert(
			fc.asyncProperty(anyFunnel, async ({ at, ask }) => {
				const answer = await funnel(at, ask);
				const facts = stored.factsOf(at, ask);
				expect(answer.visitors).toBe(new Set(facts.map(({ visit }) => visit.visitor)).size);
				const exact = funnelByHand(facts, ask);
				expectSteps(answer.steps, exact);
				if ((exact.visitors[2] ?? 0) > 0) reached++;
				const { breakdown } = ask;
				if (breakdown === undefined) return;
				const rows = answer.breakdown ?? [];
				expect(rows.reduce((sum, { steps }) => sum + (steps[0]?.visitors ?? 0), 0)).toBe(exact.visitors[0]);
				for (const { value, steps } of rows)
					expectSteps(
						steps,
						funnelByHand(facts, ask, (fact) => shownOf(breakdown, fact, handSettings) === value),
					);
			}),
			{ numRuns: CASES, seed: 41, endOnFailure: true },
		);
		expect(reached).toBeGreaterThan(CASES / 10);
	});

	it('never gains visitors from step to step, nor with a filter or a shorter window', async () => {
		await fc.assert(
			fc.asyncProperty(anyFunnel, async ({ at, ask }) => {
				const { steps } = await funnel(at, { ...ask, window: { days: 30 } });
				const shorter = (await funnel(at, { ...ask, window: { minutes: 5 } })).steps;
				const filtered = (
					await funnel(at, { ...ask, window: { days: 30 }, filters: [...(ask.filters ?? []), ['is', 'visit:source', ['Google']]] })
				).steps;
				for (const [place, { visitors }] of steps.entries()) {
					expect(visitors).toBeLessThanOrEqual(steps[place - 1]?.visitors ?? visitors);
					expect(shorter[place]?.visitors).toBeLessThanOrEqual(visitors);
					expect(filtered[place]?.visitors).toBeLessThanOrEqual(visitors);
				}
			}),
			{ numRuns: 25, seed: 7 },
		);
	});
});
