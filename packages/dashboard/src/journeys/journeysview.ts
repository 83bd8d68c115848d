import type { JourneysAsk } from '@footfall/protocol';
import type { View } from '../state/view.ts';

/** Journeys as the page holds them. */
export interface JourneysView {
	readonly direction: 'from' | 'to';
	/** '' is where visits begin or end. */
	readonly page: string;
	/** 2–7. */
	readonly steps: number;
	readonly ask: Pick<JourneysAsk, 'direction' | 'page' | 'steps'>;
}

const STEPS = 4;

/** The journeys in an address. */
export function readJourneys(own: View['own']): JourneysView {
	const direction = own.direction?.[0] === 'to' ? 'to' : 'from';
	const page = own.path?.[0]?.trim() ?? '';
	const given = Number(own.steps?.[0]);
	const steps = Number.isInteger(given) && given >= 2 && given <= 7 ? given : STEPS;
	return { direction, page, steps, ask: { direction, steps, ...(page === '' ? {} : { page }) } };
}

/** What the address holds of them. */
export function writeJourneys({ direction, page, steps }: Omit<JourneysView, 'ask'>): View['own'] {
	return {
		...(direction === 'from' ? {} : { direction: [direction] }),
		...(page === '' ? {} : { path: [page] }),
		...(steps === STEPS ? {} : { steps: [String(steps)] }),
	};
}
