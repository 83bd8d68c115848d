import type { Finding } from './faults.ts';
import type { Outcome } from './run.ts';

const columns = [
	'fault',
	'rounds',
	'acknowledged',
	'stored',
	'lost',
	'twice',
	'longest stall',
	'collector RSS',
	'answers',
	'seen',
] as const;

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

const longest = (ms: readonly number[]): string => `${(Math.max(...ms) / 1000).toFixed(1)} s`;

function tally(words: readonly string[]): string {
	const counts = new Map<string, number>();
	for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
	return [...counts].map(([word, count]) => `${word}: ${count}`).join(', ');
}

/** The moments that were hit; what was offered, and acknowledged during and after, as multiples of what was before. */
function seenIn(findings: readonly Finding[]): string {
	const moments = findings.flatMap(({ moments = [] }) => moments);
	const overloads = findings.flatMap(({ overload }) => (overload ? [overload] : []));
	if (overloads.length === 0) return tally(moments);
	const before = sum(overloads.map(({ before }) => before));
	const times = (numbers: readonly number[]): string => `${(sum(numbers) / before).toFixed(2)} ×`;
	const refused = sum(overloads.map(({ answers }) => (answers.get(503) ?? 0) + (answers.get(429) ?? 0)));
	return [
		`sent ${times(overloads.map(({ offered }) => offered))}`,
		`acknowledged ${times(overloads.map(({ during }) => during))}, after ${times(overloads.map(({ after }) => after))}`,
		`refused ${refused}`,
		`no answer ${sum(overloads.map(({ answers }) => answers.get(0) ?? 0))}`,
		`slowest ${longest(overloads.map(({ slowest }) => slowest))}`,
		`served again after ${longest(overloads.map(({ recovery }) => recovery))}`,
	].join('; ');
}

/** Outcomes as a Markdown table, with the seed by which they can be had again. */
export function formatOutcomes(outcomes: readonly Outcome[], seed: number): string {
	const rows = outcomes.map(({ fault, rounds, verdict, longestStall, collectorMb, answers, findings }) => [
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
		seenIn(findings),
	]);
	const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
	return [`FAULT_SEED=${seed}`, '', line(columns), line(columns.map(() => '---')), ...rows.map(line), ''].join('\n');
}
