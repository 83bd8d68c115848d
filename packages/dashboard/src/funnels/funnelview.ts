import { dimensions, type FunnelAsk, type FunnelWindow, isDimensionName, type VisitDimension } from '@footfall/protocol';
import { type ActionDraft, actionOf, readAction, writeAction } from '../state/actions.ts';
import type { View } from '../state/view.ts';

/** The windows that the page offers, as the address names them. */
export const funnelWindows = {
	visit: { label: 'in one visit', window: 'visit' },
	'10m': { label: 'within 10 minutes', window: { minutes: 10 } },
	'60m': { label: 'within an hour', window: { minutes: 60 } },
	'1d': { label: 'within a day', window: { days: 1 } },
	'7d': { label: 'within 7 days', window: { days: 7 } },
	'30d': { label: 'within 30 days', window: { days: 30 } },
	'90d': { label: 'within 90 days', window: { days: 90 } },
} as const satisfies Record<string, { label: string; window: FunnelWindow }>;
export type FunnelWindowName = keyof typeof funnelWindows;

/** A funnel as the page holds it. */
export interface FunnelView {
	/** At least two; an empty one is still to be filled. */
	readonly steps: readonly ActionDraft[];
	readonly window: FunnelWindowName;
	readonly breakdown: VisitDimension | undefined;
	/** What is asked of it; undefined until all steps are named. */
	readonly ask: Pick<FunnelAsk, 'steps' | 'window' | 'breakdown'> | undefined;
}

export function isVisitDimension(name: string): name is VisitDimension {
	return isDimensionName(name) && dimensions[name].scope === 'visit';
}

const empty: ActionDraft = { kind: 'page', what: '' };

/** The funnel in an address. */
export function readFunnel(own: View['own']): FunnelView {
	const read = (own.step ?? []).slice(0, 8).flatMap((text) => readAction(text) ?? []);
	const steps = [...read, ...[empty, empty].slice(read.length)];
	const name = own.window?.[0] ?? 'visit';
	const window = Object.hasOwn(funnelWindows, name) ? (name as FunnelWindowName) : 'visit';
	const by = own.by?.[0] ?? '';
	const breakdown = isVisitDimension(by) ? by : undefined;
	const asked = steps.flatMap((step) => actionOf(step) ?? []);
	return {
		steps,
		window,
		breakdown,
		ask:
			asked.length < steps.length
				? undefined
				: { steps: asked, window: funnelWindows[window].window, ...(breakdown === undefined ? {} : { breakdown }) },
	};
}

/** What the address holds of a funnel. */
export function writeFunnel({ steps, window, breakdown }: Omit<FunnelView, 'ask'>): View['own'] {
	return {
		step: steps.map(writeAction),
		...(window === 'visit' ? {} : { window: [window] }),
		...(breakdown === undefined ? {} : { by: [breakdown] }),
	};
}
