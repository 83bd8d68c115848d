import type { Exports } from '../exports/exports.ts';
import type { HealthSources } from '../http/health.ts';
import type { Imports } from '../imports/imports.ts';
import type { FollowKafka } from '../log/kafka/follower.ts';
import type { StoreThreadStats } from '../storeThread/calls.ts';
import type { StoreThread } from '../storeThread/open.ts';
import type { Control } from './controlFor.ts';
import type { TakingIn } from './takeIn.ts';

export interface Parts {
	readonly kafka: FollowKafka | undefined;
	readonly control: Control;
	readonly taking: TakingIn | undefined;
	readonly exports?: Pick<Exports, 'stats'> | undefined;
	readonly imports?: Pick<Imports, 'stats'> | undefined;
	/** Once there are any. */
	readonly answers: () => Pick<StoreThread, 'stats'> | undefined;
	readonly closed: () => boolean;
}

/** How long a part may take to say how it is, ms. */
const PATIENCE_MS = 1000;

/** How the aggregator is; undefined when it does not say so in time. */
export async function aggregatorStats({ answers }: Pick<Parts, 'answers'>): Promise<StoreThreadStats | undefined> {
	let timer: NodeJS.Timeout | undefined;
	const late = new Promise<undefined>((resolve) => {
		timer = setTimeout(() => resolve(undefined), PATIENCE_MS);
	});
	try {
		return await Promise.race([answers()?.stats(), late]);
	} catch {
		return undefined;
	} finally {
		clearTimeout(timer);
	}
}

/** What the health routes tell of the parts of this process. */
export function healthOf(parts: Parts): Omit<HealthSources, 'clock'> {
	const { kafka, control, taking, imports, answers, closed } = parts;
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
			return control.database === undefined || (await aggregatorStats(parts))?.consumer?.state === 'running';
		},
		async deps() {
			const { consumer, ...aggregating } = (await aggregatorStats(parts)) ?? { state: 'starting' as const, consumer: undefined };
			return {
				...(taking ? { ingest: taking.ingest.stats(), log: taking.log.stats() } : {}),
				...(imports ? { imports: imports.stats() } : {}),
				...(control.database ? { aggregator: aggregating } : { control: { ready: control.ready() } }),
				...(kafka
					? { kafka: { ...(taking?.shipper ? { shipper: taking.shipper.stats() } : {}), ...(control.database ? { consumer } : {}) } }
					: {}),
			};
		},
	};
}
