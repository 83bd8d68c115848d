import { type ErrorCode, type EventRecord, errors, FootfallError, idTime } from '@footfall/protocol';
import { nanoid } from 'nanoid';
import type { ControlDb, Site } from '../control/control.ts';
import type { Log } from '../log/log.ts';
import type { Geo } from './geo.ts';
import type { Client, Decoded, Fault } from './hit.ts';
import { createLedger, type IngestStats } from './ledger.ts';
import type { RateLimit } from './rateLimit.ts';
import { type StepTools, toRecord } from './steps.ts';
import { createAgentParser } from './userAgent.ts';
import { createIdentify } from './visitor.ts';

/** What became of the events of one request, in their order. */
export interface Taken {
	readonly accepted: number;
	readonly rejected: readonly { readonly index: number; readonly code: ErrorCode; readonly at?: string }[];
	/** Ids of the events that are durable now, by index. */
	readonly ids: readonly (string | undefined)[];
}

/** What would become of one event. */
export type Explained =
	| { readonly index: number; readonly outcome: 'accepted'; readonly record: EventRecord }
	| { readonly index: number; readonly outcome: 'rejected'; readonly code: ErrorCode; readonly message: string; readonly at?: string };

export interface Ingest {
	/**
	 * Judges, enriches and appends the events of one request; resolves when what was accepted is on disk.
	 *
	 * @param site the name that the sender gives its site; undefined: the only site there is, or the one of the event's host.
	 * @throws {FootfallError} when nothing was kept: `unknown_site`, `rate_limited`, `log_full`, `log_unavailable`.
	 */
	take(site: string | undefined, events: readonly Decoded[], client: Client): Promise<Taken>;
	/** The same judgement, and nothing is kept or counted. */
	explain(site: string | undefined, events: readonly Decoded[], client: Client): Explained[];
	/** A request that could not be read counts as one rejected event. */
	unreadable(code: ErrorCode): void;
	stats(): IngestStats;
}

export interface IngestDeps {
	readonly log: Pick<Log, 'append'>;
	readonly control: Pick<ControlDb, 'findSite' | 'sites' | 'salt' | 'secret'>;
	readonly geo: () => Geo;
	readonly clock: () => number;
	readonly rateLimit: RateLimit;
}

type Outcome = { readonly record: EventRecord } | { readonly fault: Fault };

function belongsTo(site: Site, host: string): boolean {
	const names = [site.domain, ...site.aliases];
	return names.some((name) => host === name || host.endsWith(`.${name}`));
}

/** Builds the way in. */
export function createIngest({ log, control, geo, clock, rateLimit }: IngestDeps): Ingest {
	const ledger = createLedger();
	const tools: StepTools = {
		agentOf: createAgentParser(),
		identify: createIdentify(control),
		geo,
		isOwnHost: belongsTo,
		newId: (time) => `${idTime(time)}${nanoid(12)}.0`,
	};

	const siteOf = (name: string | undefined, event: Decoded): Site | undefined => {
		if (name !== undefined) return control.findSite(name);
		const sites = control.sites();
		if (sites.length === 1) return sites[0];
		return 'hit' in event && URL.canParse(event.hit.url) ? control.findSite(new URL(event.hit.url).hostname) : undefined;
	};

	const judge = (name: string | undefined, events: readonly Decoded[], client: Client): Outcome[] => {
		const received = clock();
		const named = name === undefined ? undefined : control.findSite(name);
		return events.map((event): Outcome => {
			if ('fault' in event) return event;
			const site = named ?? siteOf(name, event);
			return site === undefined ? { fault: { code: 'unknown_site', at: 'site' } } : toRecord(event.hit, client, site, received, tools);
		});
	};

	const refuse = (code: ErrorCode, count: number, options: { at?: string; retryAfter?: number } = {}): never => {
		ledger.rejected(code, count);
		throw new FootfallError(code, options);
	};

	return {
		async take(name, events, client) {
			const wait = rateLimit(client.ip, events.length);
			if (wait > 0) refuse('rate_limited', events.length, { retryAfter: wait });
			if (name !== undefined && control.findSite(name) === undefined) refuse('unknown_site', events.length, { at: 'site' });

			const outcomes = judge(name, events, client);
			const records = outcomes.flatMap((outcome) => ('record' in outcome ? [outcome.record] : []));
			try {
				if (records.length > 0) {
					await log.append(
						records.map((record) => ({ key: record.session ?? record.visitor, route: record.route, value: JSON.stringify(record) })),
					);
				}
			} catch (error) {
				ledger.rejected(error instanceof FootfallError ? error.code : 'log_unavailable', events.length);
				throw error instanceof FootfallError ? error : new FootfallError('log_unavailable', { cause: error });
			}
			ledger.appended(records.length);
			const rejected = outcomes.flatMap((outcome, index) => ('fault' in outcome ? [{ index, ...outcome.fault }] : []));
			for (const { code } of rejected) ledger.rejected(code, 1);
			return { accepted: records.length, rejected, ids: outcomes.map((outcome) => ('record' in outcome ? outcome.record.id : undefined)) };
		},

		explain(name, events, client) {
			return judge(name, events, client).map((outcome, index) =>
				'record' in outcome
					? { index, outcome: 'accepted', record: outcome.record }
					: { index, outcome: 'rejected', message: errors[outcome.fault.code].message, ...outcome.fault },
			);
		},

		unreadable(code) {
			ledger.rejected(code, 1);
		},

		stats: ledger.stats,
	};
}
