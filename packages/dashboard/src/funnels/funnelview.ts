import { dimensions, type Funnel, type FunnelAsk, type FunnelWindow, isDimensionName, type VisitDimension } from '@footfall/protocol';
import { type ActionDraft, actionOf, draftOf, readAction, writeAction } from '../state/actions.ts';
import type { View } from '../state/view.ts';

/** The windows that the page offers, as the address names them. */
export const funnelWindows: readonly string[] = ['visit', '10m', '60m', '1d', '7d', '30d', '90d'];

/** A window by its name in the address: `visit`, `10m`, `7d`; undefined for what is none. */
function windowOf(name: string): FunnelWindow | undefined {
	if (name === 'visit') return 'visit';
	const [, digits = '', unit] = /^([1-9]\d{0,5})([md])$/.exec(name) ?? [];
	if (digits === '') return undefined;
	return unit === 'm' ? { minutes: Number(digits) } : { days: Number(digits) };
}

function windowName(window: FunnelWindow): string {
	if (window === 'visit') return window;
	return 'minutes' in window ? `${window.minutes}m` : `${window.days}d`;
}

/** A window in words. */
export function windowLabel(name: string): string {
	const window = windowOf(name) ?? 'visit';
	if (window === 'visit') return 'in one visit';
	if ('days' in window) return window.days === 1 ? 'within a day' : `within ${window.days} days`;
	return window.minutes === 60 ? 'within an hour' : `within ${window.minutes} minutes`;
}

/** A funnel as the page holds it. */
export interface FunnelView {
	/** At least two; an empty one is still to be filled. */
	readonly steps: readonly ActionDraft[];
	readonly window: string;
	readonly breakdown: VisitDimension | undefined;
	/** The id of the kept funnel that it began as. */
	readonly kept: string | undefined;
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
	const window = windowOf(name) ?? 'visit';
	const by = own.by?.[0] ?? '';
	const breakdown = isVisitDimension(by) ? by : undefined;
	const asked = steps.flatMap((step) => actionOf(step) ?? []);
	return {
		steps,
		window: windowName(window),
		breakdown,
		kept: own.funnel?.[0],
		ask: asked.length < steps.length ? undefined : { steps: asked, window, ...(breakdown === undefined ? {} : { breakdown }) },
	};
}

/** What the address holds of a funnel. */
export function writeFunnel({ steps, window, breakdown, kept }: Omit<FunnelView, 'ask'>): View['own'] {
	return {
		step: steps.map(writeAction),
		...(window === 'visit' ? {} : { window: [window] }),
		...(breakdown === undefined ? {} : { by: [breakdown] }),
		...(kept === undefined ? {} : { funnel: [kept] }),
	};
}

/** A kept funnel as the page shows it; undefined when a step of it has more conditions than the page can hold. */
export function openFunnel({ id, steps, window = 'visit' }: Funnel, breakdown: VisitDimension | undefined): FunnelView | undefined {
	const drafts = steps.flatMap((step) => draftOf(step) ?? []);
	if (drafts.length < steps.length) return undefined;
	return readFunnel(writeFunnel({ steps: drafts, window: windowName(window), breakdown, kept: id }));
}

/** Whether steps or window are others than those that are kept; a breakdown is only a way to look at them. */
export function isChanged(funnel: FunnelView, kept: Funnel): boolean {
	const opened = openFunnel(kept, funnel.breakdown);
	return JSON.stringify(opened?.ask) !== JSON.stringify(funnel.ask) || funnel.ask === undefined;
}
