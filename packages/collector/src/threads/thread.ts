import { parentPort, type Transferable, Worker } from 'node:worker_threads';
import { FootfallError } from '@footfall/protocol';

type Calls = { readonly [name: string]: (argument: never) => unknown };
type Argument<F> = F extends (argument: infer A) => unknown ? A : never;

interface Question {
	readonly id: number;
	readonly call: string;
	readonly argument: unknown;
}

/** An error as it crosses from one thread to another. */
interface Failure {
	readonly message: string;
	readonly code: string;
	/** Of a `FootfallError`, which is one again on the other side. */
	readonly footfall?: { readonly at?: string; readonly retryAfter?: number };
}

type Message =
	| { readonly id: number; readonly value: unknown }
	| { readonly id: number; readonly failure: Failure }
	| { readonly news: unknown };

/** An error that happened in a thread; `code` is the one it had there, such as SQLite's `SQLITE_FULL`, or `THREAD_ENDED`. */
export class ThreadError extends Error {
	override readonly name = 'ThreadError';
	readonly code: string;

	constructor(message: string, code: string) {
		super(message);
		this.code = code;
	}
}

/** The other end of `serve`: calls are begun in the order asked. */
export interface Thread<C extends Calls> {
	/** Rejects with the `FootfallError` of the other side, else with a `ThreadError`. */
	ask<K extends keyof C & string>(
		call: K,
		argument: Argument<C[K]>,
		transfer?: readonly Transferable[],
	): Promise<Awaited<ReturnType<C[K]>>>;
	end(): Promise<void>;
}

export interface ThreadOptions<News> {
	/** Told what the thread says without being asked, in order with its answers. */
	readonly onNews?: (news: News) => void;
	/** Told once, when the thread ends without having been ended from here. */
	readonly onEnded?: (error: ThreadError) => void;
	/** MiB for everything else; more ends the thread, and less makes the garbage collector come earlier. */
	readonly heapMb?: number;
	/** MiB for what lives shortly. What passes through the log's threads lives for a millisecond: a quarter of the usual size serves as well. */
	readonly nurseryMb?: number;
}

function failureOf(error: unknown): Failure {
	const message = error instanceof Error ? error.message : String(error);
	if (!(error instanceof FootfallError)) {
		return { message, code: error instanceof Error && 'code' in error ? String(error.code) : 'UNKNOWN' };
	}
	const { code, at, retryAfter } = error;
	return { message, code, footfall: { ...(at === undefined ? {} : { at }), ...(retryAfter === undefined ? {} : { retryAfter }) } };
}

function errorOf({ message, code, footfall }: Failure): Error {
	return footfall ? new FootfallError(code as FootfallError['code'], { message, ...footfall }) : new ThreadError(message, code);
}

/** Starts a thread whose file calls `serve` with the same `Calls`. */
export function startThread<C extends Calls, News = never>(
	file: URL,
	{ onNews, onEnded, nurseryMb = 12, heapMb = 256 }: ThreadOptions<News> = {},
): Thread<C> {
	// Flags of the main program (`--input-type`, loaders, `--inspect`) are not for a thread that is plain JavaScript.
	const worker = new Worker(file, {
		execArgv: [],
		resourceLimits: { maxYoungGenerationSizeMb: nurseryMb, maxOldGenerationSizeMb: heapMb },
	});
	const waiting = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>();
	let asked = 0;
	let ending = false;
	let ended: ThreadError | undefined;
	const fail = (reason: string): void => {
		if (ended) return;
		ended = new ThreadError(reason, 'THREAD_ENDED');
		for (const { reject } of waiting.values()) reject(ended);
		waiting.clear();
		if (!ending) onEnded?.(ended);
	};
	worker.on('message', (message: Message) => {
		if ('news' in message) return onNews?.(message.news as News);
		const asker = waiting.get(message.id);
		waiting.delete(message.id);
		if ('failure' in message) asker?.reject(errorOf(message.failure));
		else asker?.resolve(message.value as never);
	});
	worker.on('error', (error) => fail(`A thread failed: ${String(error)}`));
	worker.on('exit', () => fail('A thread has ended.'));

	return {
		ask(call, argument, transfer = []) {
			if (ended) return Promise.reject(ended);
			return new Promise((resolve, reject) => {
				const id = asked++;
				waiting.set(id, { resolve, reject });
				worker.postMessage({ id, call, argument } satisfies Question, [...transfer]);
			});
		},
		async end() {
			ending = true;
			await worker.terminate();
		},
	};
}

/** Inside a thread: answers every question with the function of its name. Returns what tells the other side something unasked. */
export function serve<C extends Calls, News = never>(calls: C): (news: News) => void {
	const port = parentPort;
	if (!port) throw new Error('This file is a worker thread and is not started by itself.');
	const say = (message: Message): void => port.postMessage(message);
	port.on('message', ({ id, call, argument }: Question) => {
		const failed = (error: unknown): void => say({ id, failure: failureOf(error) });
		try {
			const value = calls[call]?.(argument as never);
			if (value instanceof Promise) value.then((answer: unknown) => say({ id, value: answer }), failed);
			else say({ id, value });
		} catch (error) {
			failed(error);
		}
	});
	return (news) => say({ news });
}
