import { ACTIVE_MS, type ActiveNow, type Query, VISIT_GAP_MS } from '@footfall/protocol';
import { type Api, toFailure } from './api.ts';
import type { Later, OpenLink } from './link.ts';
import { applyMessage, emptyStanding } from './standing.ts';

const EVERY_MS = 5000;
/** After this the line is given up, so that the connection tries the better ones again. */
const LIFE_MS = 600_000;
const AT_ONCE = 4;

/** A line made of plain POSTs, for networks that let nothing else through: every question is asked again every 5 s. */
export function pollLink(api: Api, later: Later, clock: () => number): OpenLink {
	return (events) => {
		const standing = emptyStanding();
		const born = clock();
		let over = false;
		let callOff: (() => void) | undefined;
		let started = false;
		const fresh: string[] = [];

		const close = (): void => {
			over = true;
			callOff?.();
		};
		const end = (): void => {
			if (over) return;
			close();
			events.closed();
		};
		const ask = async (id: string, query: Query): Promise<void> => {
			try {
				const result = await api.query(query);
				if (!over && standing.queries.has(id)) events.received({ type: 'result', id, result });
			} catch (error) {
				const { code, message } = toFailure(error);
				if (code === 'offline') return end();
				if (!over) events.received({ type: 'error', id, code, message });
			}
		};
		const askAll = async (ids: Iterable<string>): Promise<void> => {
			const queue = [...ids];
			const worker = async (): Promise<void> => {
				for (let id = queue.shift(); id !== undefined && !over; id = queue.shift()) {
					const query = standing.queries.get(id);
					if (query !== undefined) await ask(id, query);
				}
			};
			await Promise.all(Array.from({ length: AT_ONCE }, worker));
		};
		const count = async (site: string): Promise<void> => {
			const active = await activeNow(api, site, clock()).catch(() => undefined);
			if (!over && active !== undefined) events.received({ type: 'active', site, active });
		};
		const round = async (): Promise<void> => {
			if (clock() - born > LIFE_MS) return end();
			await Promise.all([askAll(standing.queries.keys()), ...[...standing.watched.keys()].map(count)]);
			if (over) return;
			events.received({ type: 'tick', time: new Date(clock()).toISOString(), data_version: 0 });
			callOff = later(EVERY_MS, round);
		};

		queueMicrotask(() => {
			if (over) return;
			events.opened();
			started = true;
			void round();
		});
		return {
			send(message) {
				if (over || !applyMessage(standing, message) || message.type !== 'subscribe' || !started) return;
				if (fresh.push(message.id) === 1) queueMicrotask(() => void askAll(fresh.splice(0)));
			},
			close,
		};
	};
}

async function activeNow(api: Api, site: string, now: number): Promise<ActiveNow> {
	const within = async (ms: number, metric: 'visitors' | 'visits'): Promise<number> => {
		const range: [string, string] = [new Date(now - ms).toISOString(), new Date(now).toISOString()];
		const { results } = await api.query({ site_id: site, metrics: [metric], date_range: range });
		const value = results[0]?.metrics[0];
		return typeof value === 'number' ? value : 0;
	};
	const [visitors, sessions] = await Promise.all([within(ACTIVE_MS, 'visitors'), within(VISIT_GAP_MS, 'visits')]);
	return { visitors, sessions };
}
