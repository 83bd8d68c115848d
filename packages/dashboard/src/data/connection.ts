import type { ClientMessage, ServerMessage } from '@footfall/protocol';
import { type ReadonlySignal, signal } from '@preact/signals';
import { backoff } from './backoff.ts';
import type { Later, Link, OpenLink } from './link.ts';

/** How the page hears of news: which line, and whether it holds. Times are ms since the epoch. */
interface Line {
	readonly phase: 'connecting' | 'live' | 'lost';
	readonly via: string;
	/** When it last said anything. */
	readonly heardAt: number | undefined;
	/** When it last said something about numbers. */
	readonly newsAt: number | undefined;
}

const news: ReadonlySet<ServerMessage['type']> = new Set<ServerMessage['type']>(['result', 'delta', 'unchanged', 'event']);

/** The page's standing line to the server: opens it, reopens it, and says again on a new one what was said on the old. */
export interface Connection {
	readonly line: ReadonlySignal<Line>;
	/** Says something now and on every later line; `say` is asked anew each time. Returns the way to take it back. */
	hold(key: string, say: () => ClientMessage, unsay: ClientMessage): () => void;
	/** Every message of the server; returns the unsubscribe. */
	listen(listener: (message: ServerMessage) => void): () => void;
	/** Tries again now rather than after the pause: the network is back, or the page in sight. */
	wake(): void;
	close(): void;
}

export interface ConnectionDeps {
	/** Best first; the last one should always work. */
	readonly links: readonly { readonly name: string; readonly open: OpenLink }[];
	readonly clock: () => number;
	readonly random: () => number;
	readonly later: Later;
}

/** The server says something every second; after this silence the line counts as dead. */
const SILENCE_MS = 7000;
/** A line that never opened is given up after this. */
const OPEN_MS = 4000;
/** Failures in a row after which the next kind of line is tried. */
const PATIENCE = 2;

export function createConnection({ links, clock, random, later }: ConnectionDeps): Connection {
	const held = new Map<string, { say: () => ClientMessage }>();
	const listeners = new Set<(message: ServerMessage) => void>();
	const line = signal<Line>({ phase: 'connecting', via: links[0]?.name ?? '', heardAt: undefined, newsAt: undefined });
	let link: Link | undefined;
	let opened = false;
	let spoke = false;
	/** Kinds of line that have worked from here: such a one is waited for rather than replaced. */
	const proven = new Set<number>();
	let kind = 0;
	let failures = 0;
	let callOff: (() => void) | undefined;
	let closed = false;

	const patch = (change: Partial<Line>): void => {
		line.value = { ...line.value, ...change };
	};

	const connect = (): void => {
		callOff?.();
		const current = links[kind];
		if (closed || current === undefined) return;
		const startedAt = clock();
		opened = false;
		spoke = false;
		patch({ via: current.name });
		const mine: Link = current.open({
			opened() {
				if (link !== mine) return;
				opened = true;
				patch({ phase: 'live', heardAt: clock() });
				for (const { say } of held.values()) mine.send(say());
			},
			received(message) {
				if (link !== mine) return;
				failures = 0;
				spoke = true;
				proven.add(kind);
				patch({ phase: 'live', heardAt: clock(), ...(news.has(message.type) ? { newsAt: clock() } : {}) });
				for (const listener of [...listeners]) listener(message);
			},
			closed() {
				if (link === mine) fail();
			},
		});
		link = mine;
		watch(startedAt);
	};

	/** Looks every second whether the line still speaks; a socket can die without a close. */
	const watch = (startedAt: number): void => {
		callOff = later(1000, () => {
			const silence = clock() - Math.max(startedAt, line.value.heardAt ?? 0);
			if (silence > (opened ? SILENCE_MS : OPEN_MS)) fail();
			else watch(startedAt);
		});
	};

	const fail = (): void => {
		link?.close();
		link = undefined;
		callOff?.();
		failures++;
		patch({ phase: line.value.heardAt === undefined ? 'connecting' : 'lost' });
		if (spoke) kind = 0;
		else if (!proven.has(kind) && failures % PATIENCE === 0) kind = (kind + 1) % links.length;
		callOff = later(backoff(failures - 1, random), connect);
	};

	connect();
	return {
		line,
		hold(key, say, unsay) {
			const mine = { say };
			held.set(key, mine);
			if (opened) link?.send(say());
			return () => {
				if (held.get(key) !== mine) return;
				held.delete(key);
				if (opened) link?.send(unsay);
			};
		},
		listen(listener) {
			listeners.add(listener);
			return () => void listeners.delete(listener);
		},
		wake() {
			if (link === undefined) connect();
		},
		close() {
			closed = true;
			callOff?.();
			link?.close();
			link = undefined;
		},
	};
}
