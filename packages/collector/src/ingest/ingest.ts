import { type ErrorCode, type EventRecord, errors, FootfallError, idTime } from '@footfall/protocol';
import { nanoid } from 'nanoid';
import type { ControlDb, Site } from '../control/control.ts';
import type { Log, LogEntry } from '../log/log.ts';
import type { Geo } from './geo.ts';
import type { Client, Fault, Hit, Understood } from './hit.ts';
import { createLedger, type IngestStats } from './ledger.ts';
import type { RateLimit } from './rateLimit.ts';
import { createPlaceReader, createSender, type Sender } from './sender.ts';
import { toEntry } from './steps.ts';
import { createAgentParser } from './userAgent.ts';
import { createIdentify } from './visitor.ts';

/** What became of the events of one request, in their order. */
export interface Taken {
	readonly accepted: number;
	readonly rejected: readonly (Fault & { readonly index: number })[];
	/** Ids of the events that are durable now, by index. */
	readonly ids: readonly (string | undefined)[];
}

/** What would become of one event: the record as it would be kept, or why not. */
export type Explained =
	| { readonly index: number; readonly outcome: 'accepted'; readonly record: EventRecord }
	| (Fault & { readonly index: number; readonly outcome: 'rejected'; readonly message: string });

/**
 * The way in. A request is admitted, read by a dialect, and taken.
 *
 * An event that is wrong is rejected with a code and its place, alone; what is wrong with the request, or with this server, is thrown.
 */
export interface Ingest {
	/** Counts a request against its sender's allowance, before any work is done for it. @throws {FootfallError} `rate_limited`. */
	admit(client: Client): void;
	/**
	 * Judges, enriches and appends the events of one request; resolves when what was accepted is on disk.
	 *
	 * `received` is the receipt, milliseconds since the epoch, from which ages were counted back. A request without a name for its site goes to the only site there is, else to the one of the event's host.
	 *
	 * @throws {FootfallError} when nothing was kept: `unknown_site`, `rate_limited`, `log_full`, `log_unavailable`, `shutting_down`.
	 */
	take(request: Understood, received: number): Promise<Taken>;
	/** The same judgement; nothing is kept or counted. @throws {FootfallError} `unknown_site`. */
	explain(request: Understood, received: number): Explained[];
	/** Enters a request in the books that could not be read, as one rejected event. */
	unreadable(code: ErrorCode): void;
	stats(): IngestStats;
}

export interface IngestDeps {
	readonly log: Pick<Log, 'append'>;
	readonly control: Pick<ControlDb, 'findSite' | 'sites' | 'salt' | 'secret'>;
	/** Asked for every request: the database is read while events are taken in already. */
	readonly geo: () => Geo;
	readonly rateLimit: RateLimit;
	/** Twelve characters that no other id of the same millisecond has. */
	readonly random?: () => string;
}

type Outcome = { readonly id: string; readonly entry: LogEntry } | { readonly fault: Fault };

/** Builds the way in. */
export function createIngest({ log, control, geo, rateLimit, random = () => nanoid(12) }: IngestDeps): Ingest {
	const ledger = createLedger();
	const agentOf = createAgentParser();
	const readPlace = createPlaceReader();
	const identify = createIdentify(control);
	const newId = (time: number): string => `${idTime(time)}${random()}.0`;

	const siteOfHost = (url: string): Site | undefined => {
		const sites = control.sites();
		if (sites.length === 1) return sites[0];
		return URL.canParse(url) ? control.findSite(new URL(url).hostname) : undefined;
	};

	const judge = ({ site: name, events, client, placeOf }: Understood, received: number): Outcome[] => {
		const named = name === undefined ? undefined : control.findSite(name);
		if (name !== undefined && named === undefined) throw new FootfallError('unknown_site', { at: 'site' });
		let sender: Sender | undefined;
		const senderTo = (site: Site): Sender => {
			if (sender?.site !== site) {
				const [agent, location] = [agentOf(client.userAgent), geo().locate(client.ip)];
				sender = createSender({ readPlace, site, client, agent, location, identify: identify(site.id, client) });
			}
			return sender;
		};
		const judgeOne = (hit: Hit, index: number): Outcome => {
			const site = named ?? siteOfHost(hit.page.url);
			if (site === undefined) return { fault: { code: 'unknown_site', at: placeOf('url', index) } };
			const outcome = toEntry(hit, senderTo(site), received, newId);
			if ('entry' in outcome) return outcome;
			const { code, field, key } = outcome;
			return { fault: { code, at: placeOf(field, index) + (key === undefined ? '' : `.${key}`) } };
		};
		return events.map((event, index) => ('fault' in event ? event : judgeOne(event.hit, index)));
	};

	const append = async (request: Understood, received: number): Promise<Outcome[]> => {
		// `admit` has counted one already.
		const wait = rateLimit(request.client.ip, Math.max(0, request.events.length - 1));
		if (wait > 0) throw new FootfallError('rate_limited', { retryAfter: wait });
		const outcomes = judge(request, received);
		const entries = outcomes.flatMap((outcome) => ('entry' in outcome ? [outcome.entry] : []));
		if (entries.length > 0) await log.append(entries);
		return outcomes;
	};

	return {
		admit(client) {
			const wait = rateLimit(client.ip, 1);
			if (wait === 0) return;
			ledger.rejected('rate_limited', 1);
			throw new FootfallError('rate_limited', { retryAfter: wait });
		},

		async take(request, received) {
			let outcomes: Outcome[];
			try {
				outcomes = await append(request, received);
			} catch (cause) {
				const error = cause instanceof FootfallError ? cause : new FootfallError('log_unavailable', { cause });
				ledger.rejected(error.code, request.events.length);
				throw error;
			}
			const rejected = outcomes.flatMap((outcome, index) => ('fault' in outcome ? [{ index, ...outcome.fault }] : []));
			const accepted = outcomes.length - rejected.length;
			ledger.appended(accepted);
			for (const { code } of rejected) ledger.rejected(code, 1);
			return { accepted, rejected, ids: outcomes.map((outcome) => ('id' in outcome ? outcome.id : undefined)) };
		},

		explain(request, received) {
			return judge(request, received).map((outcome, index) =>
				'entry' in outcome
					? { index, outcome: 'accepted', record: JSON.parse(outcome.entry.value) as EventRecord }
					: { index, outcome: 'rejected', message: errors[outcome.fault.code].message, ...outcome.fault },
			);
		},

		unreadable(code) {
			ledger.rejected(code, 1);
		},

		stats: ledger.stats,
	};
}
