import type { ClientMessage, Query, QueryResult, ServerMessage } from '@footfall/protocol';
import { describe, expect, it } from 'vitest';
import { createAnswers } from './answers.ts';

function world() {
	let now = 0;
	const said: ClientMessage[] = [];
	const listeners: ((message: ServerMessage) => void)[] = [];
	const says: (() => ClientMessage)[] = [];
	const answers = createAnswers(
		{
			hold(_key, say, unsay) {
				said.push(say());
				says.push(say);
				return () => void said.push(unsay);
			},
			listen(listener) {
				listeners.push(listener);
				return () => {};
			},
		},
		() => now,
	);
	return {
		answers,
		said,
		/** What would be said on a new line. */
		again: () => says[says.length - 1]?.(),
		hear: (message: ServerMessage) => {
			for (const listener of listeners) listener(message);
		},
		pass: (ms: number) => {
			now += ms;
		},
	};
}

const query: Query = { site_id: 's', metrics: ['visitors'], date_range: 'day', dimensions: ['visit:source'] };
const meta = (data_version: number): QueryResult['meta'] => ({ visitors: 'sum_of_days', data_version, computed_at: '' });
const result = (rows: [string, number][], version = 1): QueryResult => ({
	results: rows.map(([name, count]) => ({ dimensions: [name], metrics: [count] })),
	meta: meta(version),
	query: {} as QueryResult['query'],
});

describe('answers', () => {
	it('are asked once however many look at them', () => {
		const { answers, said } = world();
		const first = answers.hold(query);
		const second = answers.hold({ ...query });
		first();
		first();
		expect(said).toEqual([{ type: 'subscribe', id: 'q1', query }]);
		second();
		expect(said[1]).toEqual({ type: 'unsubscribe', id: 'q1' });
	});

	it('are not claimed to be known once the settings of their site have changed, until a whole one comes', () => {
		const { answers, hear, again } = world();
		answers.hold(query);
		hear({ type: 'result', id: 'q1', result: result([['Google', 1]], 7) });
		answers.doubt('another');
		expect(again()).toHaveProperty('have', 7);
		answers.doubt('s');
		expect(again()).not.toHaveProperty('have');
		hear({ type: 'result', id: 'q1', result: result([['Google', 2]], 7) });
		expect(again()).toHaveProperty('have', 7);
	});

	it('move by deltas', () => {
		const { answers, hear } = world();
		answers.hold(query);
		hear({
			type: 'result',
			id: 'q1',
			result: result([
				['Google', 3],
				['Bing', 1],
			]),
		});
		hear({
			type: 'delta',
			id: 'q1',
			changes: [{ at: 1, row: { dimensions: ['Bing'], metrics: [2] } }],
			length: 2,
			meta: meta(2),
			query: {} as QueryResult['query'],
		});
		expect(answers.of(query).value.result?.results).toEqual(
			result([
				['Google', 3],
				['Bing', 2],
			]).results,
		);
		expect(answers.of(query).value.result?.meta.data_version).toBe(2);
	});

	it('claim to be known on a new line only while they surely are', () => {
		const { answers, hear, again, pass } = world();
		answers.hold(query);
		hear({ type: 'result', id: 'q1', result: result([], 7) });
		expect(again()).toMatchObject({ have: 7 });
		pass(60_000);
		expect(again()).not.toHaveProperty('have');
	});

	it('keep the last numbers beside an error, and ask again on retry', () => {
		const { answers, hear, said } = world();
		answers.hold(query);
		hear({ type: 'result', id: 'q1', result: result([['Google', 3]]) });
		hear({ type: 'error', id: 'q1', code: 'query_timeout', message: 'Too slow.' });
		expect(answers.of(query).value).toMatchObject({ failure: { code: 'query_timeout' }, result: { results: [{ metrics: [3] }] } });
		answers.retry(query);
		expect(answers.of(query).value.failure).toBeUndefined();
		expect(said.slice(1)).toEqual([
			{ type: 'unsubscribe', id: 'q1' },
			{ type: 'subscribe', id: 'q1', query },
		]);
	});

	it('ignore a delta without the answer it belongs to', () => {
		const { answers, hear } = world();
		answers.hold(query);
		hear({ type: 'delta', id: 'q1', changes: [], length: 0, meta: meta(2), query: {} as QueryResult['query'] });
		expect(answers.of(query).value.result).toBeUndefined();
	});
});
