import type { ServerMessage } from '@footfall/protocol';
import { type Later, type OpenLink, parseMessage } from './link.ts';
import { applyMessage, emptyStanding, type Standing } from './standing.ts';

/** Several panels subscribe at once; the stream is opened for all of them together. */
const GATHER_MS = 30;

/**
 * A line over server-sent events at `url`, for networks that do not let WebSockets through. A stream cannot be spoken to:
 * whenever the questions change, another is opened; the server numbers the answers by the place of their query.
 */
export function streamLink(url: string, EventSource: typeof globalThis.EventSource, later: Later): OpenLink {
	return (events) => {
		const standing = emptyStanding();
		let source: EventSource | undefined;
		let callOff: (() => void) | undefined;
		let over = false;

		const end = (): void => {
			close();
			events.closed();
		};
		const close = (): void => {
			over = true;
			callOff?.();
			source?.close();
		};
		const open = (): void => {
			callOff = undefined;
			source?.close();
			if (standing.watched.size === 0 && standing.queries.size === 0) return;
			const ids = [...standing.queries.keys()];
			source = new EventSource(streamUrl(url, standing));
			source.onmessage = ({ data }) => {
				const message = parseMessage(String(data));
				if (message !== undefined) events.received(withOwnId(message, ids));
			};
			source.onerror = end;
		};

		queueMicrotask(() => {
			if (!over) events.opened();
		});
		return {
			send(message) {
				if (over || !applyMessage(standing, message)) return;
				callOff ??= later(GATHER_MS, open);
			},
			close,
		};
	};
}

function streamUrl(base: string, standing: Standing): string {
	const url = new URL(base);
	for (const site of standing.watched.keys()) url.searchParams.append('site', site);
	if ([...standing.watched.values()].includes(true)) url.searchParams.set('events', '1');
	for (const query of standing.queries.values()) url.searchParams.append('query', JSON.stringify(query));
	return url.href;
}

function withOwnId(message: ServerMessage, ids: string[]): ServerMessage {
	if (!('id' in message) || message.id === undefined) return message;
	return { ...message, id: ids[Number(message.id)] ?? message.id };
}
