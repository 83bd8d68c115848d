import type { JourneysAnswer } from '@footfall/protocol';
import type { SankeyNodes, Stream } from '../chart/sankey.ts';

/** A page at a step, as a key; null is all that are not told apart. */
const keyOf = (step: number, page: string | null): string => `${step} ${page ?? ''}${page === null ? '…' : ''}`;

/** An answer as streams from left to right, in the order of `links`: what comes before stands left of what comes after. */
export function flowsOf(
	{ steps, links, query: { direction } }: JourneysAnswer,
	nameOf: (page: string | null) => string,
): { readonly streams: readonly Stream[]; readonly nodes: SankeyNodes } {
	const last = steps.length - 1;
	const back = direction === 'to';
	const labels: Record<string, string> = {};
	const columns: Record<string, number> = {};
	const order: Record<string, number> = {};
	const faint = new Set<string>();
	for (const [step, pages] of steps.entries()) {
		for (const [place, { page }] of pages.entries()) {
			const key = keyOf(step, page);
			labels[key] = nameOf(page);
			columns[key] = back ? last - step : step;
			order[key] = place;
			if (page === null) faint.add(key);
		}
	}
	const streams = links.map(({ step, page, next, visits }): Stream => {
		const ends = [keyOf(step, page), keyOf(step + 1, next)] as const;
		const [from, to] = back ? [ends[1], ends[0]] : ends;
		return { from, to, flow: visits };
	});
	return { streams, nodes: { labels, columns, order, faint } };
}
