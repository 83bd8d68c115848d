import { once } from 'node:events';
import { WebSocket } from 'ws';

/** A connection to a browser that speaks WebDriver BiDi. */
export interface Bidi {
	/** Sends a command; resolves with its result, rejects with the browser's words. */
	send(method: string, params?: object): Promise<Record<string, unknown>>;
	close(): void;
}

interface Answer {
	id: number | null;
	type: 'success' | 'error' | 'event';
	result?: Record<string, unknown>;
	error?: string;
	message?: string;
}

/** Connects and begins a session; events are not listened to. See https://www.w3.org/TR/webdriver-bidi/ */
export async function connectBidi(address: string): Promise<Bidi> {
	const socket = new WebSocket(`${address}/session`);
	await once(socket, 'open');
	const waiting = new Map<number, (answer: Answer) => void>();
	socket.on('message', (data) => {
		const answer = JSON.parse(data.toString()) as Answer;
		if (answer.id === null) return;
		waiting.get(answer.id)?.(answer);
		waiting.delete(answer.id);
	});
	let count = 0;
	const send = async (method: string, params: object = {}): Promise<Record<string, unknown>> => {
		const id = ++count;
		const answered = new Promise<Answer>((resolve) => waiting.set(id, resolve));
		socket.send(JSON.stringify({ id, method, params }));
		const { type, result = {}, error, message } = await answered;
		if (type === 'error') throw new Error(`${method}: ${error}: ${message}`);
		return result;
	};
	await send('session.new', { capabilities: {} });
	return { send, close: () => socket.close() };
}
