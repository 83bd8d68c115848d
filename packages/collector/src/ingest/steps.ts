import { type EventRecord, limits, pageTotals, RECORD_VERSION, type Scalar } from '@footfall/protocol';
import type { LogEntry } from '../log/log.ts';
import type { Fault, Hit, HitField } from './hit.ts';
import { type Judgement, judge } from './judge.ts';
import type { Sender } from './sender.ts';
import { cut } from './text.ts';
import type { Identity } from './visitor.ts';

/** Why an event cannot go on, and which part of the hit says so; `key` is a name inside that part. */
export type StepFault = Pick<Fault, 'code'> & { readonly field: HitField; readonly key?: string };

/** An event on its way to becoming a record; each step fills in its part. */
interface Draft {
	readonly hit: Hit;
	readonly sender: Sender;
	/** Milliseconds since the epoch. */
	readonly received: number;
	name: string;
	time: number;
	/** The dimensions, as JSON. */
	dims: string;
	props: EventRecord['props'] | undefined;
	revenue: EventRecord['revenue'] | undefined;
	totals: EventRecord['totals'] | undefined;
	identity: Identity;
	judgement: Judgement;
}

/** A step fills in its part of the draft, or returns why the event cannot go on. */
type Step = (draft: Draft) => StepFault | undefined;

const name: Step = (draft) => {
	draft.name = draft.hit.name.trim();
	return draft.name === '' || draft.name.length > limits.nameLength ? { code: 'invalid_name', field: 'name' } : undefined;
};

/** Clocks of senders without ages may be a little fast; more than this is no clock's drift. */
const AHEAD = 60_000;

const time: Step = (draft) => {
	const { hit, received } = draft;
	const age = received - hit.time;
	if (!Number.isFinite(age) || age < -AHEAD) return { code: 'invalid_age', field: 'time' };
	if (age > (hit.visitor === undefined ? limits.ageCookieless : limits.agePersistent)) return { code: 'stale', field: 'time' };
	draft.time = Math.min(received, Math.round(hit.time));
	return undefined;
};

const page: Step = (draft) => {
	const dims = draft.sender.dimsOf(draft.hit.page);
	if (dims === undefined) return { code: 'invalid_url', field: 'url' };
	draft.dims = dims;
	return undefined;
};

/** Whether a value may be a property's; text of any other length than wanted is not. */
function isProp(value: unknown): value is Scalar {
	if (typeof value === 'string') return value.length <= limits.propValueLength;
	return value === null || typeof value === 'boolean' || Number.isFinite(value);
}

const props: Step = (draft) => {
	const given = draft.hit.props;
	if (given === undefined) return undefined;
	const keys = Object.keys(given);
	if (keys.length > limits.props) return { code: 'invalid_props', field: 'props' };
	const wrong = keys.find((key) => key === '' || key.length > limits.propKeyLength || !isProp(given[key]));
	if (wrong !== undefined) return { code: 'invalid_props', field: 'props', key: cut(wrong, 40) };
	if (keys.length > 0) draft.props = given;
	return undefined;
};

/** Far above any order, far below where integers lose cents. */
const MOST_REVENUE = 1e13;

const revenue: Step = (draft) => {
	const given = draft.hit.revenue;
	if (given === undefined) return undefined;
	const fits = Number.isSafeInteger(given.amount) && Math.abs(given.amount) <= MOST_REVENUE && /^[A-Z]{3}$/.test(given.currency);
	if (!fits) return { code: 'invalid_revenue', field: 'revenue' };
	draft.revenue = given;
	return undefined;
};

const DAY = 86_400_000;
const HOUR = 3_600_000;
/** Greatest values that can be meant: ms, percent for scroll, a score for layout shift. What is above is taken for it. */
const mostTotal = { engaged: DAY, scroll: 100, lcp: HOUR, inp: HOUR, cls: 1000, fcp: HOUR, ttfb: HOUR, load: HOUR } as const;

const totals: Step = (draft) => {
	const given = draft.hit.totals;
	if (given === undefined) return undefined;
	const kept: NonNullable<EventRecord['totals']> = {};
	for (const total of pageTotals) {
		const value = given[total];
		if (value === undefined) continue;
		if (!Number.isFinite(value) || value < 0) return { code: 'invalid_event', field: 'totals', key: total };
		const bounded = Math.min(value, mostTotal[total]);
		kept[total] = total === 'cls' ? Math.round(bounded * 10_000) / 10_000 : Math.round(bounded);
	}
	draft.totals = kept;
	return undefined;
};

const visitor: Step = (draft) => {
	const identity = draft.sender.identify(draft.hit, draft.time);
	// The salt of that day is destroyed: nobody can say any more who it was.
	if (identity === undefined) return { code: 'stale', field: 'time' };
	draft.identity = identity;
	return undefined;
};

const bots: Step = (draft) => {
	draft.judgement = judge(draft.sender.agent, draft.sender.client, draft.hit.driven === true);
	return undefined;
};

/** The way of an event, in order; the first step that has a reason against it ends it. */
export const steps = { name, time, page, props, revenue, totals, visitor, bots } as const satisfies Record<string, Step>;

const ordered: readonly Step[] = Object.values(steps);
const nobody: Identity = { visitor: '', before: undefined, persistent: undefined, route: 0, user: undefined };
const unjudged: Judgement = { score: 0, reasons: [] };

const SESSION_LENGTH = 100;

/** JSON leaves out what is undefined. */
type Head = { [K in keyof Omit<EventRecord, 'dims'>]: EventRecord[K] | undefined };

function write(draft: Draft, id: string): LogEntry {
	const { hit, sender, received, identity, judgement } = draft;
	const session = hit.session === undefined ? undefined : cut(hit.session, SESSION_LENGTH);
	const head: Head = {
		v: RECORD_VERSION,
		id,
		site: sender.site.id,
		name: draft.name,
		time: draft.time,
		received,
		visitor: identity.visitor,
		before: identity.before,
		persistent: identity.persistent,
		session,
		user: identity.user,
		import: sender.importId,
		route: identity.route,
		bot: judgement.score,
		botReasons: judgement.reasons.length === 0 ? undefined : [...judgement.reasons],
		interactive: hit.interactive === false ? false : undefined,
		props: draft.props,
		revenue: draft.revenue,
		totals: draft.totals,
	};
	// The dimensions are the greater part of a record, and the same for all events of a page view.
	return { key: session ?? identity.visitor, route: identity.route, value: `${JSON.stringify(head).slice(0, -1)},"dims":${draft.dims}}` };
}

/** Takes a hit through all steps: the entry to be kept, or the first fault. */
export function toEntry(
	hit: Hit,
	sender: Sender,
	received: number,
	newId: (time: number) => string,
): { id: string; entry: LogEntry } | StepFault {
	const draft: Draft = {
		hit,
		sender,
		received,
		name: '',
		time: 0,
		dims: '',
		props: undefined,
		revenue: undefined,
		totals: undefined,
		identity: nobody,
		judgement: unjudged,
	};
	for (const step of ordered) {
		const fault = step(draft);
		if (fault !== undefined) return fault;
	}
	const id = hit.id ?? newId(draft.time);
	return { id, entry: write(draft, id) };
}
