import type { Client, Hit } from './hit.ts';
import type { Agent } from './userAgent.ts';

/** How surely an event is a program's, and why. */
export interface Judgement {
	/** 0–100. */
	readonly score: number;
	readonly reasons: readonly string[];
}

const person: Judgement = { score: 0, reasons: [] };

/** Points for each sign; they add up to 100 at most. From `BOT_SCORE` on an event is left out of answers. */
const signs = { known_bot: 100, empty_agent: 80, driven: 90 } as const;

/** Judges an event; a server that speaks for people is not judged by its own User-Agent. */
export function judge(hit: Hit, client: Client, agent: Agent): Judgement {
	const reasons: (keyof typeof signs)[] = [];
	if (agent.bot !== undefined && client.isServer !== true) reasons.push(agent.bot);
	if (hit.driven === true) reasons.push('driven');
	if (reasons.length === 0) return person;
	return {
		score: Math.min(
			100,
			reasons.reduce((sum, sign) => sum + signs[sign], 0),
		),
		reasons,
	};
}
