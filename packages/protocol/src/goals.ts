import type { Scalar } from './events.ts';

/** What a visitor is wanted to do, as it is recognised in one event. */
export type GoalCondition =
	/** A page was viewed. In the pattern `*` stands for any characters but `/`, `**` for any at all: `/blog/**`. */
	| { kind: 'page'; page: string }
	/** An event of this name happened, with these properties where some are given. */
	| { kind: 'event'; event: string; props?: Record<string, Scalar> }
	/** A page was scrolled at least this far; percent, 1–100. The pattern is as of `page`. */
	| { kind: 'scroll'; page: string; depth: number };

export type NewGoal = GoalCondition & {
	/** How it is called, also in queries; default as Plausible names them: `Visit /blog/**`, `Signup`, `Scroll 50% on /blog/**`. */
	name?: string;
	/** ISO 4217, where its events carry revenue: the one in which that is shown first. */
	currency?: string;
};

/** A goal of a site. Its name is its own in the site: `event:goal` answers and is filtered with it. */
export type Goal = GoalCondition & { id: string; name: string; currency?: string };

/** How a goal is called that was given no name. */
export function goalName(goal: GoalCondition): string {
	switch (goal.kind) {
		case 'page':
			return `Visit ${goal.page}`;
		case 'event':
			return goal.event;
		case 'scroll':
			return `Scroll ${goal.depth}% on ${goal.page}`;
	}
}

/** A page pattern of a goal as a regular expression that needs no backtracking: `*` is any characters but `/`, `**` any at all. */
export function pagePattern(pattern: string): string {
	const inner = pattern
		.split(/(\*{1,2})/)
		.map((part) => (part === '**' ? '.*' : part === '*' ? '[^/]*' : part.replace(/[\\^$.|?+()[\]{}]/g, '\\$&')))
		.join('');
	return `^${inner}$`;
}
