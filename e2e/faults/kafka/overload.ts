import { setMaxListeners } from 'node:events';
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
	/** Refused with another status than 429 and 503, or without `Retry-After`. */
	readonly impolite: number;
}

/** One overload: batches a second before, during and after it. */
export interface OverloadFinding {
	readonly before: number;
	readonly during: number;
	readonly after: number;
	/** Until somebody new was served when it was over, ms. */
	readonly recovery: number;
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

interface Sent {
	readonly agent: Agent;
	readonly signal: AbortSignal;
	readonly body: string;
	readonly userAgent: string;
}

const PATIENCE_MS = 10_000;
/** As if the collector ran on a much smaller machine: those who send need one that is ten times as fast. */
const SHARE = 0.2;
/** Connections at most, as a proxy in front would have; and visitors who wait for an answer, or for the time to come back. */
const CONNECTIONS = 600;
const MOST_OPEN = 20_000;
/** When it is over, those who are being answered are answered; the others give up. */
const LEAVE_MS = 1500;

function post(url: string, { agent, signal, body, userAgent }: Sent): Promise<Answer> {
	return new Promise((resolve) => {
		const failed = (): void => resolve({ status: 0, retryAfter: 1, text: '' });
		const headers = { 'content-type': 'text/plain', 'content-length': Buffer.byteLength(body), 'user-agent': userAgent };
		const sent = request(`${url}/api/events`, { method: 'POST', agent, signal, headers, timeout: PATIENCE_MS }, (response) => {
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

interface Senders {
	readonly url: string;
	readonly agent: Agent;
	readonly ledger: Ledger;
	readonly random: Random;
}

function leaveAfter(ms: number): AbortController {
	const leaving = new AbortController();
	// Each request listens.
	setMaxListeners(0, leaving.signal);
	setTimeout(() => leaving.abort(), ms).unref();
	return leaving;
}

/** Counts what a crowd sees, for so long. */
function crowd({ url, agent, ledger, random }: Senders, ms: number) {
	const answers = new Map<number, number>();
	const until = performance.now() + ms;
	const over = (): boolean => performance.now() >= until;
	const { signal } = leaveAfter(ms + LEAVE_MS);
	let [acknowledged, offered, impolite, slowest] = [0, 0, 0, 0];

	/** Delivers a batch as a browser does: refused, it comes back with the same when it was told to. */
	const deliver = async (browser: number): Promise<void> => {
		for (const batch = makeBatch({ ledger, random }); !over(); ) {
			ledger.sent(batch.ids);
			offered++;
			const began = performance.now();
			const { status, retryAfter, text } = await post(url, { agent, signal, body: bodyOf(batch), userAgent: userAgentOf(browser, random) });
			if (status !== 0 || !over()) answers.set(status, (answers.get(status) ?? 0) + 1);
			if (status === 202) {
				enter(ledger, batch, JSON.parse(text) as Verdict);
				if (!over()) acknowledged++;
				slowest = Math.max(slowest, performance.now() - began);
				return;
			}
			if (status !== 0 && !([429, 503].includes(status) && retryAfter > 0)) impolite++;
			await sleep(Math.min(Math.max(0, until - performance.now()), 1000 * (retryAfter || 1) * (1 + random.next() / 4)));
		}
	};
	return {
		over,
		deliver,
		served: () => ({ rate: (1000 * acknowledged) / ms, offered: (1000 * offered) / ms, answers, impolite, slowest }),
	};
}

/** As much as is taken: some browsers that send one batch after the other. */
async function fully(senders: Senders, ms: number, browsers = 48): Promise<number> {
	const { over, deliver, served } = crowd(senders, ms);
	const browse = async (_: unknown, browser: number): Promise<void> => {
		while (!over()) await deliver(browser);
	};
	await Promise.all(Array.from({ length: browsers }, browse));
	return served().rate;
}

/** Visitors who come at a rate, a second, whether those before them were served or not; no more than so many at a time. */
async function flood(senders: Senders, { rate, ms }: { rate: number; ms: number }): Promise<Served> {
	const { over, deliver, served } = crowd(senders, ms);
	const open = new Set<Promise<void>>();
	const began = performance.now();
	for (let came = 0; !over(); await sleep(2)) {
		for (const due = ((performance.now() - began) / 1000) * rate; came < due; came++) {
			if (open.size >= MOST_OPEN) continue;
			const visit = deliver(came % 500).finally(() => open.delete(visit));
			open.add(visit);
		}
	}
	await Promise.all(open);
	return served();
}

/** Finds out how much a collector can take in, and sends it several times as much. */
export async function overload(
	{ collectors: [collector] }: System,
	random: Random,
	ledger: Ledger,
	times: number,
): Promise<OverloadFinding> {
	const url = collector.url() ?? '';
	const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS, maxFreeSockets: CONNECTIONS });
	const senders = { url, agent, ledger, random };
	// A process that has just started is slower than it will be, and all connections shall be open: one that is not could not be refused.
	await fully(senders, 2000, CONNECTIONS);
	const letGo = throttle(collector.pid(), SHARE);
	try {
		const before = await fully(senders, 3000);
		const during = await flood(senders, { rate: times * before, ms: 6000 });
		agent.destroy();
		// What was begun for those who have given up is finished first.
		const over = performance.now();
		const others = { ...senders, agent: new Agent({ keepAlive: true }) };
		await crowd(others, 30_000).deliver(0);
		const recovery = performance.now() - over;
		const after = await fully(others, 2000);
		others.agent.destroy();
		const { rate, offered, answers, impolite, slowest } = during;
		return { before, during: rate, after, recovery, offered, answers, impolite, slowest };
	} finally {
		await letGo();
		agent.destroy();
	}
}
