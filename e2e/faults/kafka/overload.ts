import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Verdict } from '@footfall/protocol';
import type { Ledger } from '../ledger.ts';
import { bodyOf, enter, makeBatch, userAgentOf } from '../load.ts';
import type { Random } from '../random.ts';
import type { System } from './system.ts';
import { throttle } from './throttle.ts';

/** What a crowd has seen. */
interface Served {
	/** Batches acknowledged, a second. */
	readonly rate: number;
	/** Requests sent, a second. */
	readonly offered: number;
	/** Answers by HTTP status; 0 is none within ten seconds. */
	readonly answers: ReadonlyMap<number, number>;
	/** The slowest acknowledgement, ms. */
	readonly slowest: number;
}

/** One overload: batches a second before, during and after it. */
export interface OverloadFinding {
	readonly before: number;
	readonly during: number;
	readonly after: number;
	/** Requests a second that were sent during it. */
	readonly offered: number;
	readonly answers: ReadonlyMap<number, number>;
	/** Refused with another status than 429 and 503, or without `Retry-After`. */
	readonly impolite: number;
	readonly slowest: number;
}

interface Answer {
	readonly status: number;
	readonly retryAfter: number;
	readonly text: string;
}

const PATIENCE_MS = 10_000;
/** As if the collector ran on a much smaller machine: those who send need one that is ten times as fast. */
const SHARE = 0.1;
const THINK_MS = 1000;

function post(url: string, agent: Agent, body: string, userAgent: string): Promise<Answer> {
	return new Promise((resolve) => {
		const failed = (): void => resolve({ status: 0, retryAfter: 1, text: '' });
		const headers = { 'content-type': 'text/plain', 'content-length': Buffer.byteLength(body), 'user-agent': userAgent };
		const sent = request(`${url}/api/events`, { method: 'POST', agent, headers, timeout: PATIENCE_MS }, (response) => {
			let text = '';
			response.setEncoding('utf8');
			response.on('data', (chunk: string) => {
				text += chunk;
			});
			response.on('error', failed);
			response.on('end', () => resolve({ status: response.statusCode ?? 0, retryAfter: Number(response.headers['retry-after']), text }));
		});
		sent.on('timeout', () => sent.destroy());
		sent.on('error', failed);
		sent.end(body);
	});
}

/**
 * Many browsers, each with a batch in hand at a time: acknowledged, it thinks for a while and makes the next; refused, it comes back with the same when it was told to. So a crowd is bounded, as a site's
 * visitors are, and as large as its offer.
 */
async function crowd(
	{ url, agent, ledger, random }: { url: string; agent: Agent; ledger: Ledger; random: Random },
	{ browsers, thinkMs, ms }: { browsers: number; thinkMs: number; ms: number },
): Promise<Served & { impolite: number }> {
	const answers = new Map<number, number>();
	const until = performance.now() + ms;
	const over = (): boolean => performance.now() >= until;
	let [acknowledged, offered, impolite, slowest] = [0, 0, 0, 0];

	const browse = async (number: number): Promise<void> => {
		await sleep(random.next() * thinkMs);
		while (!over()) {
			const batch = makeBatch({ ledger, random });
			for (;;) {
				ledger.sent(batch.ids);
				offered++;
				const began = performance.now();
				const { status, retryAfter, text } = await post(url, agent, bodyOf(batch), userAgentOf(number, random));
				answers.set(status, (answers.get(status) ?? 0) + 1);
				if (status === 202) {
					enter(ledger, batch, JSON.parse(text) as Verdict);
					if (!over()) acknowledged++;
					slowest = Math.max(slowest, performance.now() - began);
					break;
				}
				if (status !== 0 && !([429, 503].includes(status) && retryAfter > 0)) impolite++;
				await sleep(Math.min(Math.max(0, until - performance.now()), 1000 * (retryAfter || 1) * (1 + random.next() / 4)));
				if (over()) return;
			}
			if (!over()) await sleep(random.next() * 2 * thinkMs);
		}
	};

	await Promise.all(Array.from({ length: browsers }, (_, number) => browse(number)));
	return { rate: (1000 * acknowledged) / ms, offered: (1000 * offered) / ms, answers, impolite, slowest };
}

/** Finds out how much a collector can take in, and sends it several times as much. */
export async function overload(
	{ collectors: [collector] }: System,
	random: Random,
	ledger: Ledger,
	times: number,
): Promise<OverloadFinding> {
	const url = collector.url() ?? '';
	const agent = new Agent({ keepAlive: true });
	const letGo = throttle(collector.pid(), SHARE);
	try {
		const sender = { url, agent, ledger, random };
		const fully = { browsers: 48, thinkMs: 0 };
		const before = await crowd(sender, { ...fully, ms: 3000 });
		// As many browsers as would send so much if each was served at once.
		const during = await crowd(sender, { browsers: Math.round((times * before.rate * THINK_MS) / 1000), thinkMs: THINK_MS, ms: 10_000 });
		const after = await crowd(sender, { ...fully, ms: 2000 });
		const { offered, answers, impolite, slowest } = during;
		return { before: before.rate, during: during.rate, after: after.rate, offered, answers, impolite, slowest };
	} finally {
		await letGo();
		agent.destroy();
	}
}
