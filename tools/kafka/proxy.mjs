// @ts-check
import { connect, createServer } from 'node:net';

/*
 * A TCP proxy in front of a broker that can cut: connections as such, or just the acknowledgement of what was written.
 */

const PRODUCE = 0;

/**
 * @typedef {object} CuttingProxy
 * @property {number} port
 * @property {() => void} cut Ends all connections now.
 * @property {(share: number) => void} loseAcks From now on the answer to this share of all writes (0–1) is swallowed and its connection cut: the records are written, and nobody is told.
 * @property {(open: boolean) => void} accept Whether connections are taken.
 * @property {() => number} lost How many answers were swallowed.
 * @property {() => Promise<void>} close
 */

/**
 * Calls back for each frame of Kafka's protocol, with its bytes, as a stream of chunks comes in.
 *
 * @param {(frame: Buffer) => void} onFrame
 */
function framed(onFrame) {
	/** @type {Buffer} */
	let held = Buffer.alloc(0);
	return (/** @type {Buffer} */ chunk) => {
		held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
		while (held.length >= 4 && held.length >= 4 + held.readInt32BE(0)) {
			const size = 4 + held.readInt32BE(0);
			onFrame(held.subarray(0, size));
			held = held.subarray(size);
		}
	};
}

/**
 * @param {{ target: () => number, port?: number, random?: () => number }} options `target`: the broker's port on 127.0.0.1.
 * @returns {Promise<CuttingProxy>}
 */
export async function startProxy({ target, port = 0, random = Math.random }) {
	/** @type {Set<import('node:net').Socket>} */
	const sockets = new Set();
	let share = 0;
	let lost = 0;
	let accepting = true;

	const server = createServer((client) => {
		if (!accepting) {
			client.destroy();
			return;
		}
		const broker = connect(target(), '127.0.0.1');
		/** Correlation ids of the writes whose answers are on their way. @type {Set<number>} */
		const writes = new Set();
		const end = () => {
			client.destroy();
			broker.destroy();
			sockets.delete(client);
		};
		sockets.add(client);
		for (const socket of [client, broker]) {
			socket.setNoDelay(true);
			socket.on('error', end);
			socket.on('close', end);
		}
		const toBroker = framed((frame) => {
			if (frame.length >= 12 && frame.readInt16BE(4) === PRODUCE) writes.add(frame.readInt32BE(8));
			broker.write(frame);
		});
		const toClient = framed((frame) => {
			const isAck = writes.delete(frame.readInt32BE(4));
			if (isAck && random() < share) {
				lost++;
				end();
				return;
			}
			client.write(frame);
		});
		client.on('data', toBroker);
		broker.on('data', toClient);
	});
	await new Promise((resolve) => server.listen(port, '127.0.0.1', () => resolve(undefined)));
	const address = /** @type {import('node:net').AddressInfo} */ (server.address());
	const cut = () => {
		for (const socket of sockets) socket.destroy();
	};
	return {
		port: address.port,
		cut,
		loseAcks(of) {
			share = of;
		},
		accept(open) {
			accepting = open;
			if (!open) cut();
		},
		lost: () => lost,
		close: () =>
			new Promise((resolve) => {
				cut();
				server.close(() => resolve());
			}),
	};
}
