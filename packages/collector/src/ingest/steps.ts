import { EVENT_ID, type EventRecord, limits, pageTotals, RECORD_VERSION, type Scalar } from '@footfall/protocol';
import type { Site } from '../control/control.ts';
import { type Address, readAddress } from './address.ts';
import { deriveDimensions } from './derive.ts';
import type { Geo } from './geo.ts';
import type { Client, Fault, Hit } from './hit.ts';
import { judge } from './judge.ts';
import { originOf } from './source.ts';
import type { Agent } from './userAgent.ts';
import type { Identity } from './visitor.ts';

/** What the steps need from outside. */
export interface StepTools {
	readonly agentOf: (userAgent: string) => Agent;
	readonly identify: (site: string, hit: Hit, client: Client) => Identity | undefined;
	readonly geo: () => Geo;
	readonly isOwnHost: (site: Site, host: string) => boolean;
	readonly newId: (time: number) => string;
}

/** An event on its way to becoming a record; each step fills in its part. */
interface Draft {
	readonly hit: Hit;
	readonly client: Client;
	readonly site: Site;
	readonly received: number;
	address: Address;
	identity: Identity;
	readonly record: Partial<EventRecord> & { -readonly [K in keyof EventRecord]?: EventRecord[K] };
}

/** A step returns why the event cannot go on, or nothing. */
type Step = (draft: Draft, tools: StepTools) => Fault | undefined;

const name: Step = ({ hit, record }) => {
	const trimmed = hit.name.trim();
	if (trimmed === '' || trimmed.length > limits.nameLength) return { code: 'invalid_name', at: 'name' };
	record.name = trimmed;
	return undefined;
};

/** Clocks of senders without ages may be a little fast; more than this is no clock's drift. */
const AHEAD = 60_000;

const time: Step = ({ hit, received, record }) => {
	if (!Number.isFinite(hit.time) || hit.time > received + AHEAD) return { code: 'invalid_age', at: 'age' };
	if (received - hit.time > (hit.visitor === undefined ? limits.ageCookieless : limits.agePersistent)) return { code: 'stale', at: 'age' };
	record.time = Math.min(received, Math.round(hit.time));
	record.received = received;
	return undefined;
};

const id: Step = ({ hit, record }, { newId }) => {
	if (hit.id !== undefined && !EVENT_ID.test(hit.id)) return { code: 'invalid_id', at: 'id' };
	record.id = hit.id ?? newId(record.time ?? 0);
	return undefined;
};

const address: Step = (draft) => {
	const read = readAddress(draft.hit.url);
	if (read === undefined) return { code: 'invalid_url', at: 'url' };
	draft.address = read;
	return undefined;
};

const isScalar = (value: unknown): value is Scalar =>
	value === null || typeof value === 'boolean' || typeof value === 'string' || (typeof value === 'number' && Number.isFinite(value));

const props: Step = ({ hit, record }) => {
	if (hit.props === undefined) return undefined;
	const entries = Object.entries(hit.props);
	if (entries.length > limits.props) return { code: 'invalid_props', at: 'props' };
	for (const [key, value] of entries) {
		const fits = key.length > 0 && key.length <= limits.propKeyLength && isScalar(value);
		if (!fits || (typeof value === 'string' && value.length > limits.propValueLength))
			return { code: 'invalid_props', at: `props.${key.slice(0, 40)}` };
	}
	if (entries.length > 0) record.props = { ...hit.props };
	return undefined;
};

/** Far above any order, far below where integers lose cents. */
const REVENUE = 1e13;

const revenue: Step = ({ hit, record }) => {
	if (hit.revenue === undefined) return undefined;
	const { amount, currency } = hit.revenue;
	if (!Number.isSafeInteger(amount) || Math.abs(amount) > REVENUE || !/^[A-Z]{3}$/.test(currency))
		return { code: 'invalid_revenue', at: 'revenue' };
	record.revenue = { amount, currency };
	return undefined;
};

/** Greatest values that can be meant; engagement and timings in ms, scroll in percent, layout shift as a score. */
const mostTotal = {
	engaged: 86_400_000,
	scroll: 100,
	lcp: 3_600_000,
	inp: 3_600_000,
	cls: 1000,
	fcp: 3_600_000,
	ttfb: 3_600_000,
	load: 3_600_000,
} as const;

const totals: Step = ({ hit, record }) => {
	if (hit.totals === undefined) return undefined;
	const kept: NonNullable<EventRecord['totals']> = {};
	for (const total of pageTotals) {
		const value = hit.totals[total];
		if (value === undefined) continue;
		if (!Number.isFinite(value) || value < 0) return { code: 'invalid_event', at: total };
		const bounded = Math.min(value, mostTotal[total]);
		kept[total] = total === 'cls' ? Math.round(bounded * 10_000) / 10_000 : Math.round(bounded);
	}
	record.totals = kept;
	return undefined;
};

const identity: Step = (draft, { identify }) => {
	const found = identify(draft.site.id, { ...draft.hit, time: draft.record.time ?? 0 }, draft.client);
	// The salt of that day is destroyed: nobody can say any more who it was.
	if (found === undefined) return { code: 'stale', at: 'age' };
	draft.identity = found;
	return undefined;
};

const enrichment: Step = ({ hit, client, site, address, record }, { agentOf, geo, isOwnHost }) => {
	const agent = agentOf(client.userAgent);
	const { score, reasons } = judge(hit, client, agent);
	record.bot = score;
	if (reasons.length > 0) record.botReasons = [...reasons];
	record.dims = deriveDimensions({
		hit,
		address,
		origin: originOf(address, hit.referrer ?? '', (host) => host === address.hostname || isOwnHost(site, host)),
		agent,
		country: geo().country(client.ip),
		languages: client.languages,
	});
	return undefined;
};

/** The way of an event, in order; the first step that has a reason against it ends it. */
export const steps = { name, time, id, address, props, revenue, totals, identity, enrichment } as const satisfies Record<string, Step>;

const ordered: readonly Step[] = Object.values(steps);
const nowhere: Address = { hostname: '', pathname: '', params: {} };
const nobody: Identity = { visitor: '', route: 0 };

/** Takes a hit through all steps: the record to be kept, or the first fault. */
export function toRecord(
	hit: Hit,
	client: Client,
	site: Site,
	received: number,
	tools: StepTools,
): { record: EventRecord } | { fault: Fault } {
	const draft: Draft = { hit, client, site, received, address: nowhere, identity: nobody, record: {} };
	for (const step of ordered) {
		const fault = step(draft, tools);
		if (fault !== undefined) return { fault };
	}
	const { record, identity: who } = draft;
	return {
		record: {
			v: RECORD_VERSION,
			id: record.id ?? '',
			site: site.id,
			name: record.name ?? '',
			time: record.time ?? received,
			received,
			...who,
			...(hit.session === undefined ? {} : { session: hit.session.slice(0, 100) }),
			bot: record.bot ?? 0,
			...(record.botReasons === undefined ? {} : { botReasons: record.botReasons }),
			...(hit.interactive === false ? { interactive: false as const } : {}),
			dims: record.dims ?? {},
			...(record.props === undefined ? {} : { props: record.props }),
			...(record.revenue === undefined ? {} : { revenue: record.revenue }),
			...(record.totals === undefined ? {} : { totals: record.totals }),
		},
	};
}
