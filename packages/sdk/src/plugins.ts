import { attempt } from './guard.ts';
import type { Plugin } from './types.ts';

/** Several plugins as one; the first says when there is something to be told, and the others add to it. */
export const together =
	(plugins: Plugin[]): Plugin =>
	(tracker) => {
		const turns = plugins.map((plugin) => attempt(plugin, tracker));
		return (over) => {
			const [first, ...more] = turns.map((turn) => attempt(turn, over));
			return first && Object.assign(first, ...more);
		};
	};
