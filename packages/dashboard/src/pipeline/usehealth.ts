import type { PipelineHealth } from '@footfall/protocol';
import { useEffect, useState } from 'preact/hooks';
import { useApp } from '../context.ts';
import { type Failure, toFailure } from '../data/api.ts';
import { type Sample, withSample } from './rates.ts';

/** Every second, and not while nobody looks. */
const EVERY_MS = 1000;

export interface Watched {
	readonly health: PipelineHealth | undefined;
	/** Events received, and entries aggregated, as they were counted. */
	readonly received: readonly Sample[];
	readonly consumed: readonly Sample[];
	/** Why the last look failed; what was seen before stays. */
	readonly failure: Failure | undefined;
	readonly retry: () => void;
}

const nothing = { health: undefined, received: [], consumed: [], failure: undefined };

/** The state of the server's parts, as it changes. */
export function useHealth(): Watched {
	const { api } = useApp();
	const [seen, setSeen] = useState<Omit<Watched, 'retry'>>(nothing);
	const [asked, setAsked] = useState(0);
	useEffect(() => {
		const leaving = new AbortController();
		let timer = 0;
		const look = async (): Promise<void> => {
			if (document.visibilityState === 'visible') {
				try {
					const health = await api.health(leaving.signal);
					const at = Date.parse(health.timestamp);
					setSeen(({ received, consumed }) => ({
						health,
						failure: undefined,
						received: health.ingest ? withSample(received, { at, count: health.ingest.received }) : received,
						consumed: health.aggregator?.ledger ? withSample(consumed, { at, count: health.aggregator.ledger.consumed }) : consumed,
					}));
				} catch (error) {
					if (leaving.signal.aborted) return;
					setSeen((before) => ({ ...before, failure: toFailure(error) }));
				}
			}
			if (!leaving.signal.aborted) timer = window.setTimeout(look, EVERY_MS);
		};
		void look();
		return () => {
			leaving.abort();
			window.clearTimeout(timer);
		};
	}, [api, asked]);
	return { ...seen, retry: () => setAsked(asked + 1) };
}
