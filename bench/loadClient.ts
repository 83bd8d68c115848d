import { connect, type Socket } from 'node:net';
import { createRequests } from './requests.ts';

/** What to send, as the program's one argument in JSON. */
export interface LoadOptions {
	readonly port: number;
	readonly connections: number;
	readonly ms: number;
	readonly eventsPerRequest: number;
	/** Requests a second at most, of all connections together; default as many as are answered. What is late is not made up for. */
	readonly perSecond?: number;
	/** One or two characters of base 36 that no other load on the same server has. */
	readonly run: string;
}

/** What came of it, printed as JSON. */
export interface LoadResult {
	/** Acknowledged with 202. */
	readonly requests: number;
	/** Answered otherwise, or not. */
	readonly failures: number;
	readonly seconds: number;
	/** Milliseconds from the first byte sent to the last byte received. */
	readonly latency: { readonly p50: number; readonly p99: number; readonly max: number };
}

/**
 * The length of the response at the start of `text`, or 0 while it is not complete.
 *
 * Only as much of HTTP as a server's own answer needs: the client must cost less than what it measures.
 */
function responseLength(text: string): number {
	const head = text.indexOf('\r\n\r\n');
	if (head < 0) return 0;
	const length = /content-length: (\d+)/i.exec(text);
	if (length && length.index < head) {
		const total = head + 4 + Number(length[1]);
		return text.length >= total ? total : 0;
	}
	const end = text.indexOf('0\r\n\r\n', head);
	return end < 0 ? 0 : end + 5;
}

function openSocket(port: number, connection: number): Socket {
	// Every address of 127/8 is this machine on Linux: each connection is another visitor.
	const localAddress = process.platform === 'linux' ? `127.0.${1 + (connection >> 7)}.${1 + (connection & 127)}` : undefined;
	const socket = connect({ port, host: '127.0.0.1', ...(localAddress === undefined ? {} : { localAddress }) });
	socket.setNoDelay(true);
	socket.setEncoding('latin1');
	return socket;
}

async function load({ port, connections, ms, eventsPerRequest, perSecond, run }: LoadOptions): Promise<LoadResult> {
	const latencies: number[] = [];
	let failures = 0;
	let stopping = false;

	/** Between two requests of a connection, ms. */
	const gap = perSecond === undefined ? 0 : (1000 * connections) / perSecond;

	const converse = (connection: number): Promise<void> =>
		new Promise((resolve) => {
			const requests = createRequests(eventsPerRequest, run.padStart(2, '0') + connection.toString(36).padStart(2, '0'), connection);
			const socket = openSocket(port, connection);
			let received = '';
			let sentAt = 0;
			const send = (): void => {
				sentAt = performance.now();
				socket.write(requests.next());
			};
			let due = performance.now() + Math.random() * gap;
			const sendInTurn = (): void => {
				const wait = due - performance.now();
				due = Math.max(due, performance.now()) + gap;
				if (wait > 0) setTimeout(() => (stopping ? socket.end() : send()), wait);
				else send();
			};
			socket.on('connect', gap > 0 ? sendInTurn : send);
			socket.on('data', (chunk: string) => {
				received = received === '' ? chunk : received + chunk;
				if (responseLength(received) === 0) return;
				if (received.startsWith('HTTP/1.1 202')) latencies.push(performance.now() - sentAt);
				else failures++;
				received = '';
				if (stopping) socket.end();
				else if (gap > 0) sendInTurn();
				else send();
			});
			socket.on('error', () => {
				failures++;
			});
			socket.on('close', () => resolve());
		});

	const started = performance.now();
	setTimeout(() => {
		stopping = true;
	}, ms);
	await Promise.all(Array.from({ length: connections }, (_, connection) => converse(connection)));
	const seconds = (performance.now() - started) / 1000;
	const sorted = Float64Array.from(latencies).sort();
	const quantile = (q: number): number => sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN;
	return { requests: sorted.length, failures, seconds, latency: { p50: quantile(0.5), p99: quantile(0.99), max: quantile(1) } };
}

process.stdout.write(JSON.stringify(await load(JSON.parse(process.argv[2] ?? '{}') as LoadOptions)));
