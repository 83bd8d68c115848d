import { describe, expect, it, vi } from 'vitest';
import { caughtUp } from './caughtUp.ts';

describe('being caught up', () => {
	it('is what the log says where there is one', async () => {
		const asked = vi.fn(async () => {});
		await caughtUp({ shipper: undefined }, { caughtUp: asked, stats: vi.fn() });
		expect(asked).toHaveBeenCalledOnce();
	});

	it('with Kafka is when nothing is spooled, and five looks in a row have seen nothing waiting', async () => {
		const spooled = [3, 0, 0, 0, 0, 0, 0, 0, 0];
		const lag = [0, 0, 0, 7, 0, 0, 0, 0, 0];
		let looks = 0;
		const shipper = { stats: () => ({ spooled: spooled[looks++] }) };
		const stats = async () => ({ consumer: { state: 'running', lag: lag[looks] } });
		const never = async (): Promise<void> => expect.unreachable();
		const pauses: number[] = [];
		await caughtUp({ shipper } as never, { caughtUp: never, stats: stats as never }, async (ms) => void pauses.push(ms));
		expect([looks, pauses]).toEqual([9, Array.from({ length: 8 }, () => 1000)]);
	});
});
