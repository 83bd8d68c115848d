import type { ActiveNow, LiveEvent } from '@footfall/protocol';
import { type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { Connection } from './connection.ts';

/** Events that the live list holds. */
const SHOWN = 60;

/** Who is on the site now, and what they do. */
export interface Watch {
	readonly active: ReadonlySignal<ActiveNow | undefined>;
	/** Newest first. */
	readonly events: ReadonlySignal<readonly LiveEvent[]>;
	/** Follows a site, with its single events or without; returns the end of it. */
	follow(site: string, events: boolean): () => void;
	/** Who is on any site, while it is held; one that is followed is not to be held too. */
	activeOn(site: string): ReadonlySignal<ActiveNow | undefined>;
	hold(site: string): () => void;
}

export function createWatch(connection: Pick<Connection, 'hold' | 'listen'>): Watch {
	const active = signal<ActiveNow | undefined>(undefined);
	const events = signal<readonly LiveEvent[]>([]);
	let followed: string | undefined;
	const others = new Map<string, Signal<ActiveNow | undefined>>();
	const activeOn = (site: string): Signal<ActiveNow | undefined> => {
		const known = others.get(site) ?? signal<ActiveNow | undefined>(undefined);
		others.set(site, known);
		return known;
	};

	connection.listen((message) => {
		if (message.type === 'active' && message.site === followed) active.value = message.active;
		if (message.type === 'active') activeOn(message.site).value = message.active;
		if (message.type === 'event' && message.site === followed) events.value = withEvent(events.peek(), message.event);
	});

	return {
		active,
		events,
		activeOn,
		hold: (site) => connection.hold(`watch:${site}`, () => ({ type: 'watch', site, events: false }), { type: 'unwatch', site }),
		follow(site, withEvents) {
			if (site !== followed) {
				active.value = undefined;
				events.value = [];
			}
			followed = site;
			return connection.hold('watch', () => ({ type: 'watch', site, events: withEvents }), { type: 'unwatch', site });
		},
	};
}

/** The list with an event in its place by time; one that is there already (after a reconnect) is not doubled. */
export function withEvent(events: readonly LiveEvent[], event: LiveEvent): readonly LiveEvent[] {
	if (events.some(({ id }) => id === event.id)) return events;
	const at = events.findIndex(({ time }) => Date.parse(time) <= Date.parse(event.time));
	return events.toSpliced(at < 0 ? events.length : at, 0, event).slice(0, SHOWN);
}
