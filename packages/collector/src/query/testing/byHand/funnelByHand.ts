import type { Action, FunnelAsk } from '@footfall/protocol';
import { actionHolds } from './actionByHand.ts';
import { quantile } from './reference.ts';
import type { Fact } from './visitsByHand.ts';

/** A funnel as the definition reads: visitors by step, and the median times in seconds, not rounded. */
export interface ExactFunnel {
	readonly visitors: readonly number[];
	/** Of the second step on. */
	readonly medians: readonly (number | null)[];
}

/**
 * Tries each start of each visitor. An attempt gets farthest by taking each step as soon as it can.
 *
 * @param facts of the chosen visits, in the range
 * @param valueOf only visitors who took the first step for the first time in a visit of this value; absent: all
 */
export function funnelByHand(
	facts: readonly Fact[],
	{ steps, window = 'visit' }: Pick<FunnelAsk, 'steps' | 'window'>,
	isOfValue: (fact: Fact) => boolean = () => true,
): ExactFunnel {
	const most = window === 'visit' ? Number.POSITIVE_INFINITY : 'minutes' in window ? window.minutes * 60_000 : window.days * 86_400_000;
	const visitors = steps.map(() => 0);
	const times: number[][] = steps.map(() => []);
	for (const visitor of new Set(facts.map(({ visit }) => visit.visitor))) {
		const all = facts.filter(({ visit }) => visit.visitor === visitor).sort((a, b) => a.event.time - b.event.time);
		const first = all.find((fact) => actionHolds(steps[0] as Action, fact));
		if (first === undefined || !isOfValue(first)) continue;
		const runs =
			window === 'visit' ? [...new Set(all.map(({ visit }) => visit))].map((visit) => all.filter((fact) => fact.visit === visit)) : [all];
		for (const [place, _] of steps.entries()) {
			const reached = runs.flatMap((run) => run.filter((_, at) => reaches(run, at, place, steps, most)));
			const [earliest] = reached.sort((a, b) => a.event.time - b.event.time);
			if (earliest === undefined) continue;
			visitors[place] = (visitors[place] ?? 0) + 1;
			const run = runs.find((events) => events.includes(earliest)) ?? [];
			const before = run
				.filter((fact, at) => place > 0 && fact.event.time < earliest.event.time && reaches(run, at, place - 1, steps, most))
				.at(-1);
			if (before !== undefined) times[place]?.push((earliest.event.time - before.event.time) / 1000);
		}
	}
	return { visitors, medians: times.slice(1).map((list) => quantile(list, 0.5)) };
}

/** Whether an attempt takes the step at `place` with the event at `end`, in time. */
function reaches(run: readonly Fact[], end: number, place: number, steps: readonly Action[], most: number): boolean {
	const last = run[end];
	if (last === undefined || !actionHolds(steps[place] as Action, last)) return false;
	if (place === 0) return true;
	for (let start = 0; start < end; start++) {
		const begun = run[start];
		if (begun === undefined || !actionHolds(steps[0] as Action, begun) || last.event.time - begun.event.time > most) continue;
		let next = 1;
		for (let at = start + 1; at < end && next < place; at++) if (actionHolds(steps[next] as Action, run[at] as Fact)) next++;
		if (next === place) return true;
	}
	return false;
}
