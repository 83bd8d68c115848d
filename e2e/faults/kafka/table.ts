import type { Outcome } from './run.ts';

const columns = ['fault', 'rounds', 'acknowledged', 'stored', 'lost', 'twice', 'longest stall', 'collector RSS', 'answers'] as const;

/** Outcomes as a Markdown table, with the seed by which they can be had again. */
export function formatOutcomes(outcomes: readonly Outcome[], seed: number): string {
	const rows = outcomes.map(({ fault, rounds, verdict, longestStall, collectorMb, answers }) => [
		fault,
		String(rounds),
		String(verdict.acknowledged),
		String(verdict.stored),
		String(verdict.lost.length),
		String(verdict.twice.length),
		`${(longestStall / 1000).toFixed(1)} s`,
		`${Math.round(collectorMb)} MB`,
		[...answers]
			.sort(([a], [b]) => a - b)
			.map(([status, count]) => `${status === 0 ? 'none' : status}: ${count}`)
			.join(', '),
	]);
	const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
	return [`FAULT_SEED=${seed}`, '', line(columns), line(columns.map(() => '---')), ...rows.map(line), ''].join('\n');
}
