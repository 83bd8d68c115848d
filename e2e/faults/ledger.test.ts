import { describe, expect, it } from 'vitest';
import { createLedger, judge } from './ledger.ts';

function books() {
	const ledger = createLedger();
	for (const id of ['kept', 'lost', 'doubled', 'open', 'luck', 'bad']) ledger.made(id, 'pageview');
	ledger.sent(['kept', 'lost', 'doubled', 'open', 'luck', 'bad']);
	ledger.sent(['kept']);
	for (const id of ['kept', 'lost', 'doubled']) ledger.acknowledged(id);
	ledger.rejected('bad', 'stale');
	return ledger;
}

describe('the oracle', () => {
	it('finds what is lost, stored twice, invented or rejected', () => {
		const stored = new Map([
			['kept', 1],
			['doubled', 2],
			['luck', 1],
			['stranger', 1],
		]);
		expect(judge(books(), stored)).toEqual({
			made: 6,
			acknowledged: 3,
			unacknowledged: 3,
			storedUnacknowledged: 1,
			sentMoreThanOnce: 1,
			stored: 4,
			lost: ['lost'],
			twice: ['doubled'],
			unknown: ['stranger'],
			rejected: ['bad stale'],
		});
	});

	it('is content when every promise was kept, whatever became of the unacknowledged', () => {
		const stored = new Map(['kept', 'lost', 'doubled', 'luck'].map((id) => [id, 1]));
		expect(judge(books(), stored)).toMatchObject({ lost: [], twice: [], unknown: [], storedUnacknowledged: 1 });
	});

	it('does not take an id twice', () => {
		expect(() => books().made('kept', 'pageview')).toThrow('twice');
	});
});
