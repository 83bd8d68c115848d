import type { HealthSources } from '../http/health.ts';
import type { FollowKafka } from '../log/kafka/follower.ts';
import type { StoreThreadStats } from '../storeThread/calls.ts';
import type { StoreThread } from '../storeThread/open.ts';
import type { Control } from './controlFor.ts';
import type { TakingIn } from './takeIn.ts';

export interface Parts {
	readonly kafka: FollowKafka | undefined;
	readonly control: Control;
	readonly taking: TakingIn | undefined;
	/** Once there are any. */
	readonly answers: () => Pick<StoreThread, 'stats'> | undefined;
	readonly closed: () => boolean;
}

/** How long a part may take to say how it is, ms. */
const PATIENCE_MS = 1000;

/** What the health routes tell of the parts of this process. */
export function healthOf({ kafka, control, taking, answers, closed }: Parts): Omit<HealthSources, 'clock'> {
	const aggregator = async (): Promise<StoreThreadStats | undefined> => {
		let timer: NodeJS.Timeout | undefined;
		const late = new Promise<undefined>((resolve) => {
			timer = setTimeout(() => resolve(undefined), PATIENCE_MS);
		});
		const stats = answers()?.stats();
		const answer = await Promise.race([stats ?? Promise.resolve(undefined), late]).catch(() => undefined);
		clearTimeout(timer);
		return answer;
	};

	return {
		ready() {
			if (closed()) return false;
			if (!taking) return answers() !== undefined;
			const { state } = taking.log.stats();
			return control.ready() && (state === 'ok' || state === 'nearly_full');
		},
		async kafkaReady() {
			if (!kafka) return undefined;
			if (closed()) return false;
			if (taking?.shipper && taking.shipper.stats().state !== 'shipping') return false;
			return control.database === undefined || (await aggregator())?.consumer?.state === 'running';
		},
		async deps() {
			const { consumer, ...aggregating } = (await aggregator()) ?? { state: 'starting' as const, consumer: undefined };
			return {
				...(taking ? { ingest: taking.ingest.stats(), log: taking.log.stats() } : {}),
				...(control.database ? { aggregator: aggregating } : { control: { ready: control.ready() } }),
				...(kafka
					? { kafka: { ...(taking?.shipper ? { shipper: taking.shipper.stats() } : {}), ...(control.database ? { consumer } : {}) } }
					: {}),
			};
		},
	};
}
