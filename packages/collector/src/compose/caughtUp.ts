import { setTimeout as sleep } from 'node:timers/promises';
import type { StoreThread } from '../storeThread/open.ts';
import type { TakingIn } from './takeIn.ts';

const LOOK_MS = 1000;
/** A record is fetched within a second of its being shipped; then it is known to wait. */
const LOOKS = 5;

/**
 * Waits until what this process has taken in is aggregated.
 *
 * A log on this machine knows its end. A topic has one for each partition and none for all: there it is waited until nothing is spooled, and
 * then until nothing has been seen waiting for some looks.
 */
export async function caughtUp(
	taking: Pick<TakingIn, 'shipper'>,
	thread: Pick<StoreThread, 'caughtUp' | 'stats'>,
	pause: (ms: number) => Promise<unknown> = sleep,
): Promise<void> {
	const { shipper } = taking;
	if (shipper === undefined) return await thread.caughtUp();
	for (let idle = 0; idle < LOOKS; ) {
		const { consumer } = await thread.stats();
		const waits = shipper.stats().spooled > 0 || consumer?.state !== 'running' || consumer.lag > 0;
		idle = waits ? 0 : idle + 1;
		if (idle < LOOKS) await pause(LOOK_MS);
	}
}
