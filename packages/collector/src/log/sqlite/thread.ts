import { parentPort, Worker } from 'node:worker_threads';

type Calls = { readonly [name: string]: (argument: never) => unknown };
type Argument<F> = F extends (argument: infer A) => unknown ? A : never;

interface Question {
	readonly call: string;
	readonly argument: unknown;
}

type Answer = { readonly value: unknown } | { readonly error: { readonly message: string; readonly code: string } };

/** An error that happened in a thread; `code` is SQLite's, such as `SQLITE_FULL`, or `THREAD_ENDED`. */
export class ThreadError extends Error {
	override readonly name = 'ThreadError';
	readonly code: string;

	constructor(message: string, code: string) {
		super(message);
		this.code = code;
	}
}

/** The other end of `serve`: calls are done one after the other, in the order asked. */
export interface Thread<C extends Calls> {
	/** Rejects with `ThreadError`. */
	ask<K extends keyof C & string>(call: K, argument: Argument<C[K]>): Promise<ReturnType<C[K]>>;
	end(): Promise<void>;
}

/** Starts a thread whose file calls `serve` with the same `Calls`. */
export function startThread<C extends Calls>(file: URL): Thread<C> {
	// Flags of the main program (`--input-type`, loaders, `--inspect`) are not for a thread that is plain JavaScript.
	// What passes through a thread lives for a millisecond: a small nursery serves as well as the usual one of 48 MB.
	const worker = new Worker(file, { execArgv: [], resourceLimits: { maxYoungGenerationSizeMb: 12 } });
	const waiting: { resolve: (value: never) => void; reject: (error: Error) => void }[] = [];
	let ended: ThreadError | undefined;
	const fail = (reason: string): void => {
		ended ??= new ThreadError(reason, 'THREAD_ENDED');
		for (const { reject } of waiting.splice(0)) reject(ended);
	};
	worker.on('message', (answer: Answer) => {
		const first = waiting.shift();
		if ('error' in answer) first?.reject(new ThreadError(answer.error.message, answer.error.code));
		else first?.resolve(answer.value as never);
	});
	worker.on('error', (error) => fail(`A thread of the log failed: ${String(error)}`));
	worker.on('exit', () => fail('A thread of the log has ended.'));

	return {
		ask(call, argument) {
			if (ended) return Promise.reject(ended);
			return new Promise((resolve, reject) => {
				waiting.push({ resolve, reject });
				worker.postMessage({ call, argument } satisfies Question);
			});
		},
		async end() {
			await worker.terminate();
		},
	};
}

/** Inside a thread: answers every question with the function of its name. */
export function serve<C extends Calls>(calls: C): void {
	const port = parentPort;
	if (!port) throw new Error('This file is a worker thread of the log and is not started by itself.');
	const answer = ({ call, argument }: Question): Answer => {
		try {
			return { value: calls[call]?.(argument as never) };
		} catch (error) {
			const code = error instanceof Error && 'code' in error ? String(error.code) : 'UNKNOWN';
			return { error: { message: error instanceof Error ? error.message : String(error), code } };
		}
	};
	port.on('message', (question: Question) => port.postMessage(answer(question)));
}
