import { applyDelta, type Query, type QueryResult, type ServerMessage } from '@footfall/protocol';
import { type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { Failure } from './api.ts';
import type { Connection } from './connection.ts';

/** What is known of a question: nothing yet, its last answer, or why there is none; `at` is when it came. */
interface Answer {
	readonly result: QueryResult | undefined;
	readonly failure: Failure | undefined;
	readonly at: number;
}

/** Live answers by question. Panels that ask the same share one subscription. */
export interface Answers {
	of(query: Query): ReadonlySignal<Answer>;
	/** Keeps the answer up to date until released. */
	hold(query: Query): () => void;
	retry(query: Query): void;
	/** What a site has under its names is something else now: answers at hand are of their version no longer. */
	doubt(site: string): void;
}

/** Answers that nobody looks at are kept this many, so that going back is instant. */
const KEPT = 80;
/** An answer that may have slid with the clock is not claimed to be known after this. */
const FRESH_MS = 20_000;

interface Entry {
	readonly id: string;
	readonly query: Query;
	readonly answer: Signal<Answer>;
	/** Not to be claimed as known, though its version may be the newest. */
	doubted: boolean;
	holders: number;
	release: (() => void) | undefined;
}

export function createAnswers(connection: Pick<Connection, 'hold' | 'listen'>, clock: () => number): Answers {
	const entries = new Map<string, Entry>();
	const byId = new Map<string, Entry>();
	let made = 0;

	const entryOf = (query: Query): Entry => {
		const key = JSON.stringify(query);
		const found = entries.get(key);
		if (found !== undefined) return found;
		const answer = signal<Answer>({ result: undefined, failure: undefined, at: 0 });
		const entry: Entry = { id: `q${++made}`, query, answer, doubted: false, holders: 0, release: undefined };
		entries.set(key, entry);
		byId.set(entry.id, entry);
		forgetOldest();
		return entry;
	};

	const forgetOldest = (): void => {
		for (const [key, entry] of entries) {
			if (entries.size <= KEPT) return;
			if (entry.holders > 0) continue;
			entries.delete(key);
			byId.delete(entry.id);
		}
	};

	const subscribe = (entry: Entry): (() => void) =>
		connection.hold(entry.id, () => ({ type: 'subscribe', id: entry.id, query: entry.query, ...known(entry, clock()) }), {
			type: 'unsubscribe',
			id: entry.id,
		});

	connection.listen((message) => {
		const entry = 'id' in message && message.id !== undefined ? byId.get(message.id) : undefined;
		if (entry === undefined) return;
		const next = nextAnswer(entry.answer.peek(), message, clock());
		if (message.type === 'result') entry.doubted = false;
		if (next !== undefined) entry.answer.value = next;
	});

	return {
		of: (query) => entryOf(query).answer,
		hold(query) {
			const entry = entryOf(query);
			if (entry.holders++ === 0) entry.release = subscribe(entry);
			let released = false;
			return () => {
				if (released) return;
				released = true;
				if (--entry.holders > 0) return;
				entry.release?.();
				entry.release = undefined;
			};
		},
		doubt(site) {
			for (const entry of entries.values()) if (entry.query.site_id === site) entry.doubted = true;
		},
		retry(query) {
			const entry = entryOf(query);
			entry.release?.();
			if (entry.holders > 0) entry.release = subscribe(entry);
			entry.answer.value = { ...entry.answer.peek(), failure: undefined };
		},
	};
}

/** The version to name when subscribing, if the answer at hand is surely that of its version. */
function known({ query, answer, doubted }: Entry, now: number): { have?: number } {
	const { result, failure, at } = answer.peek();
	if (result === undefined || failure !== undefined || doubted) return {};
	const fixed = typeof query.date_range !== 'string';
	return fixed || now - at < FRESH_MS ? { have: result.meta.data_version } : {};
}

function nextAnswer(before: Answer, message: ServerMessage, at: number): Answer | undefined {
	switch (message.type) {
		case 'result':
			return { result: message.result, failure: undefined, at };
		case 'unchanged':
			return { ...before, failure: undefined, at };
		case 'delta':
			return before.result === undefined ? undefined : { result: applyDelta(before.result, message), failure: undefined, at };
		case 'error': {
			const { code, message: words, at: place } = message;
			return { ...before, failure: { code, message: words, ...(place === undefined ? {} : { at: place }) }, at };
		}
		default:
			return undefined;
	}
}
