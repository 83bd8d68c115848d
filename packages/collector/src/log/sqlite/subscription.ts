import type { LogBatch, LoggedEntry, Stream, SubscribeOptions, Subscription } from '../log.ts';

interface SubscriptionDeps {
	readonly stream: Stream;
	/** The position after the newest entry. */
	readonly head: () => number;
	/** Turns a start into a position that exists; throws when there is none. */
	readonly resolveStart: (start: ReturnType<SubscribeOptions['startAt']>) => number;
	/** At least one entry from `from` on, given that it lies before the head. */
	readonly read: (from: number, maxEntries: number) => readonly LoggedEntry[];
	/** Calls back once, at the next commit. */
	readonly onCommit: (wake: () => void) => void;
	readonly onEnd: () => void;
}

/** Feeds one subscriber. It holds the batch in hand and, while that is handled, the next: no more, however long the backlog. */
export function startSubscription(deps: SubscriptionDeps, options: SubscribeOptions): Subscription {
	const { stream, head, read } = deps;
	const maxEntries = options.maxEntries ?? 2000;
	let closed = false;
	let wake = (): void => undefined;

	const next = async (from: number): Promise<LogBatch | undefined> => {
		while (from >= head()) {
			if (closed) return undefined;
			await new Promise<void>((resolve) => {
				wake = resolve;
				deps.onCommit(resolve);
			});
		}
		const entries = read(from, maxEntries);
		const last = entries.at(-1);
		if (!last) throw new Error(`The log has nothing at ${from}, although it ends at ${head()}.`);
		return { stream, entries, next: last.offset + 1, behind: head() - last.offset - 1 };
	};

	const run = async (): Promise<void> => {
		let position = deps.resolveStart(options.startAt(stream));
		let ahead: Promise<LogBatch | undefined> | undefined;
		while (!closed) {
			const batch: LogBatch | undefined = await (ahead ?? next(position));
			if (closed || !batch) return;
			position = batch.next;
			// Only when more is there already: at the head a later, fuller batch is better than an early one.
			ahead = batch.behind > 0 ? next(position) : undefined;
			// Its failure is met where it is awaited; without this it would be an unhandled one in the meantime.
			ahead?.catch(() => undefined);
			await options.onBatch(batch);
		}
	};

	const ended = run()
		.catch((error: unknown) => {
			if (!closed) options.onFailure?.(error);
		})
		.finally(() => {
			closed = true;
			deps.onEnd();
		});

	return {
		async close() {
			closed = true;
			wake();
			await ended;
		},
	};
}
