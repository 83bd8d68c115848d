import { setTimeout as sleep } from 'node:timers/promises';
import { idTime, type Verdict, type WireBatch, type WireEvent, type WirePage } from '@footfall/protocol';
import type { Ledger } from './ledger.ts';
import type { Random } from './random.ts';

/** Browsers that send batches, keep what was not acknowledged, and send it again under the same ids. */
export interface Load {
	/** Lets every browser finish the batch in hand, for at most this long; what is open then stays unacknowledged. */
	stop(withinMs: number): Promise<void>;
	/** Answers by HTTP status; `0` is a connection that broke. */
	readonly answers: ReadonlyMap<number, number>;
}

export interface LoadOptions {
	/** Where to send, or undefined while there is no server. Asked before every attempt. */
	readonly target: () => string | undefined;
	readonly ledger: Ledger;
	readonly random: Random;
	readonly browsers: number;
	/** Pause of a browser between two batches, ms. */
	readonly pauseMs: number;
	/** How often a batch goes out that was acknowledged already, at most; default: every tenth once more. */
	readonly repeats?: number;
}

interface Batch {
	readonly made: number;
	readonly ids: readonly string[];
	readonly pages: readonly WirePage[];
	/** Ages as of `made`. */
	readonly events: readonly WireEvent[];
}

const paths = ['/', '/products', '/products/lamp', '/products/chair', '/cart', '/checkout', '/about'] as const;
const extras = ['click', 'Signup', 'page_unload', 'web_vitals', 'click', 'Add to cart'] as const;

/** Events of one to three page views, each with its page view event first. */
function makeBatch({ ledger, random }: Pick<LoadOptions, 'ledger' | 'random'>): Batch {
	const now = Date.now();
	const pages: WirePage[] = [];
	const events: WireEvent[] = [];
	const ids: string[] = [];
	const add = (page: number, n: number, name: string, more: Partial<WireEvent> = {}): void => {
		events.push({ p: page, n, e: name, a: random.integer(0, 2000), ...more });
		const id = `${pages[page]?.id}.${n}`;
		ids.push(id);
		ledger.made(id, name);
	};
	const count = random.integer(1, 3);
	for (let page = 0; page < count; page++) {
		pages.push({
			id: `${idTime(now)}${random.text(8)}0000`,
			u: `http://localhost${random.pick(paths)}`,
			t: 'A page',
			s: '1440x900',
			l: 'en',
		});
		add(page, 0, 'pageview');
		for (let n = 1; n <= random.integer(0, 3); n++) {
			const name = random.pick(extras);
			add(page, n, name, name === 'page_unload' ? { engaged: random.integer(0, 60_000), scroll: random.integer(0, 100) } : {});
		}
	}
	return { made: now, ids, pages, events };
}

function bodyOf({ made, pages, events }: Batch): string {
	// As the SDK does: the age is counted again for every attempt, so that the event's own time stays what it was.
	const waited = Date.now() - made;
	const batch: WireBatch = {
		v: 1,
		site: 'localhost',
		pages: [...pages],
		events: events.map((event) => ({ ...event, a: (event.a ?? 0) + waited })),
	};
	return JSON.stringify(batch);
}

export function startLoad(options: LoadOptions): Load {
	const { target, ledger, random, pauseMs, repeats } = options;
	const answers = new Map<number, number>();
	let stopping = false;
	let deadline = Number.POSITIVE_INFINITY;

	/** One attempt: the verdict when the server took the batch, else undefined. */
	const attempt = async (batch: Batch, userAgent: string): Promise<Verdict | undefined> => {
		const url = target();
		if (!url) return undefined;
		ledger.sent(batch.ids);
		const count = (status: number): void => void answers.set(status, (answers.get(status) ?? 0) + 1);
		try {
			const response = await fetch(`${url}/api/events`, {
				method: 'POST',
				headers: { 'content-type': 'text/plain', 'user-agent': userAgent },
				body: bodyOf(batch),
				signal: AbortSignal.timeout(10_000),
			});
			const text = await response.text();
			count(response.status);
			if (response.status === 202) return JSON.parse(text) as Verdict;
			if (response.status < 500 && response.status !== 429) throw new Refused(`${response.status} ${text}`);
			return undefined;
		} catch (error) {
			if (error instanceof Refused) throw error;
			count(0);
			return undefined;
		}
	};

	const deliver = async (batch: Batch, userAgent: string): Promise<void> => {
		// Some people close the tab: what was not acknowledged at the first attempt never comes again.
		const leaves = random.next() < 0.05;
		for (;;) {
			const verdict = await attempt(batch, userAgent);
			if (verdict) {
				const rejected = new Map(verdict.rejected.map(({ index, code }) => [index, code]));
				batch.ids.forEach((id, index) => {
					const code = rejected.get(index);
					if (code === undefined) ledger.acknowledged(id);
					else ledger.rejected(id, code);
				});
				// An answer that got lost on the way looks like this to the server.
				const again = repeats === undefined ? Number(random.next() < 0.1) : random.integer(0, repeats);
				for (let time = 0; time < again; time++) await attempt(batch, userAgent);
				return;
			}
			if (leaves || Date.now() > deadline) return;
			await sleep(random.integer(10, 60));
		}
	};

	const browse = async (number: number): Promise<void> => {
		while (!stopping) {
			// Of several people in turn: the server tells them apart by it.
			const version = `${100 + number}.0.${random.integer(0, 50)}.0`;
			const userAgent = `Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${version} Safari/537.36`;
			await deliver(makeBatch({ ledger, random }), userAgent);
			await sleep(random.next() * 2 * pauseMs);
		}
	};

	const browsing = Promise.all(Array.from({ length: options.browsers }, (_, number) => browse(number)));
	// A refusal is met in `stop`; until then it must not count as unhandled.
	browsing.catch(() => undefined);
	return {
		answers,
		async stop(withinMs) {
			stopping = true;
			deadline = Date.now() + withinMs;
			await browsing;
		},
	};
}

/** The server says that a batch is wrong: the generator and the server disagree about the protocol. */
class Refused extends Error {
	override readonly name = 'Refused';
}
