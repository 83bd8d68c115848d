import type { ClientMessage, ServerMessage } from '@footfall/protocol';

/** What a line tells the connection. After `closed` nothing more comes. */
export interface LinkEvents {
	opened(): void;
	received(message: ServerMessage): void;
	closed(): void;
}

/** One line to the server, open or opening. What is sent before `opened` is not kept. */
export interface Link {
	send(message: ClientMessage): void;
	/** Closes without a `closed`. */
	close(): void;
}

export type OpenLink = (events: LinkEvents) => Link;

/** Calls back later; returns the way to call it off. */
export type Later = (ms: number, callback: () => void) => () => void;

/** Parses a message; undefined for what is no message, so that a proxy's noise cannot break the page. */
export function parseMessage(text: string): ServerMessage | undefined {
	try {
		const message: unknown = JSON.parse(text);
		return typeof message === 'object' && message !== null && 'type' in message ? (message as ServerMessage) : undefined;
	} catch {
		return undefined;
	}
}
