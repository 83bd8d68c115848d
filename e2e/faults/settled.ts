import { setTimeout as sleep } from 'node:timers/promises';
import { meaningOf } from '@footfall/protocol';
import { ask } from '../fixtures/store.ts';
import type { Ledger } from './ledger.ts';

export interface Counts {
	readonly pageviews: number;
	readonly events: number;
}

/** Page views and events over yesterday and today, as the query API answers. */
async function counts(url: string): Promise<Counts> {
	const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
	const now = Date.now();
	const { results } = await ask(url, { metrics: ['pageviews', 'events'], date_range: [day(now - 86_400_000), day(now)] });
	const [pageviews, events] = results[0]?.metrics ?? [];
	return { pageviews: Number(pageviews), events: Number(events) };
}

/** What the answers have to reach: all that was acknowledged and counts. */
function promised({ lines }: Ledger): Counts {
	const counting = [...lines.values()].filter(({ name, acknowledged }) => acknowledged && meaningOf(name).counts);
	return { pageviews: counting.filter(({ name }) => name === 'pageview').length, events: counting.length };
}

/** The counts once they hold still and have reached what was promised, or the last ones when the time is over. */
export async function settledCounts(url: string, ledger: Ledger, withinMs = 60_000): Promise<Counts | undefined> {
	const least = promised(ledger);
	let last: Counts | undefined;
	for (const deadline = Date.now() + withinMs; Date.now() < deadline; await sleep(500)) {
		// A server that is still opening its store is asked again.
		const now = await counts(url).catch(() => undefined);
		if (now && now.events >= least.events && now.pageviews >= least.pageviews && now.events === last?.events) return now;
		last = now;
	}
	return last;
}
