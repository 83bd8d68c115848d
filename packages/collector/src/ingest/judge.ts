import type { Client } from './hit.ts';
import type { Agent } from './userAgent.ts';

/** Points for each sign: a crawler, library or headless browser by name; no User-Agent at all; `navigator.webdriver`. */
const signs = { known_bot: 100, empty_agent: 80, driven: 90 } as const;
type Sign = keyof typeof signs;

/** How surely an event is a program's, and why. */
export interface Judgement {
	/** 0–100. From `BOT_SCORE` on an event is left out of answers; it is stored, so that a better rule can judge it again. */
	readonly score: number;
	readonly reasons: readonly Sign[];
}

const person: Judgement = { score: 0, reasons: [] };

/** The sign that a User-Agent gives. What a server that speaks for its visitors left out, or put there to fill a field, is none. */
function agentSign({ bot }: Agent, { isServer, userAgent }: Client): Sign | undefined {
	return isServer === true && !userAgent.includes('(') ? undefined : bot;
}

/** Judges an event; points add up to 100 at most. */
export function judge(agent: Agent, client: Client, driven: boolean): Judgement {
	const sign = agentSign(agent, client);
	if (sign === undefined && !driven) return person;
	const reasons: Sign[] = [...(sign === undefined ? [] : [sign]), ...(driven ? (['driven'] as const) : [])];
	const points = reasons.reduce((sum, reason) => sum + signs[reason], 0);
	return { score: Math.min(100, points), reasons };
}
