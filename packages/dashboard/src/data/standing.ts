import type { ClientMessage, Query } from '@footfall/protocol';

/** What a page wants to know, kept for lines that cannot be told piece by piece. */
export interface Standing {
	readonly queries: Map<string, Query>;
	/** Site → whether its events are wanted too. */
	readonly watched: Map<string, boolean>;
}

export function emptyStanding(): Standing {
	return { queries: new Map(), watched: new Map() };
}

/** Takes a message into account; true when anything is different now. */
export function applyMessage(standing: Standing, message: ClientMessage): boolean {
	switch (message.type) {
		case 'subscribe':
			standing.queries.set(message.id, message.query);
			return true;
		case 'unsubscribe':
			return standing.queries.delete(message.id);
		case 'watch': {
			const events = message.events ?? false;
			if (standing.watched.get(message.site) === events) return false;
			standing.watched.set(message.site, events);
			return true;
		}
		case 'unwatch':
			return standing.watched.delete(message.site);
	}
}
