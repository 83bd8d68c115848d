import type { FunnelAsk } from './reports/funnel.ts';

/** A funnel that a site keeps under a name, to be asked again of any range and under any filters. */
export interface Funnel extends Pick<FunnelAsk, 'steps' | 'window'> {
	id: string;
	/** Its own in the site. */
	name: string;
}

export type NewFunnel = Omit<Funnel, 'id'>;
