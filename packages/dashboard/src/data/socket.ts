import { LIVE_PROTOCOL } from '@footfall/protocol';
import { type OpenLink, parseMessage } from './link.ts';

/** A line over a WebSocket at `url`. */
export function socketLink(url: string, WebSocket: typeof globalThis.WebSocket): OpenLink {
	return (events) => {
		const socket = new WebSocket(url, LIVE_PROTOCOL);
		let over = false;
		const end = (): void => {
			if (over) return;
			over = true;
			events.closed();
		};
		socket.onopen = () => events.opened();
		socket.onmessage = ({ data }) => {
			const message = over ? undefined : parseMessage(String(data));
			if (message !== undefined) events.received(message);
		};
		socket.onclose = end;
		socket.onerror = end;
		return {
			send(message) {
				if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(message));
			},
			close() {
				over = true;
				socket.close();
			},
		};
	};
}
