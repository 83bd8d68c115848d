import { builds, expect, test } from './test.ts';

/** Everything that no event is made of, in one page; the error that a call threw into it, if any. */
const nonsense = () => {
	const { footfall } = window as unknown as { footfall(...call: unknown[]): void };
	const cycle: Record<string, unknown> = { ok: 1 };
	cycle.self = cycle;
	const trap = Object.defineProperty({}, 'boom', {
		enumerable: true,
		get: () => {
			throw new Error('a getter of the page');
		},
	});
	const calls: unknown[][] = [
		[],
		[null],
		[undefined, undefined],
		[42],
		[Symbol('name')],
		[{ name: 'object' }],
		[() => 1],
		['x'.repeat(10_000_000)],
		['Null', null],
		['Text', 'props'],
		['Function', () => 1],
		['Cycle', { props: { cycle } }],
		['Self', { props: cycle }],
		['BigInt', { props: { big: 10n } }],
		['Symbol', { props: { symbol: Symbol('x') } }],
		['Getter', { props: trap }],
		['Long', { props: { long: 'x'.repeat(10_000_000) } }],
		['Many', { props: Object.fromEntries(Array.from({ length: 1000 }, (_, n) => [`k${n}`, n])) }],
		['Proto', { props: JSON.parse('{"__proto__": {"polluted": 1}, "constructor": 2, "prototype": 3}') }],
		['Array', { props: [1, 2] }],
		['Revenue', { revenue: { amount: 5 } }],
		['Revenue', { revenue: { amount: 'much', currency: 'EUR' } }],
		['Revenue', { revenue: { amount: 5, currency: 'euros' } }],
		['Callback', { callback: 'no function' }],
	];
	const thrown: string[] = [];
	for (const call of calls) {
		try {
			footfall(...call);
		} catch (error) {
			thrown.push(`${String(call[0]).slice(0, 20)}: ${error}`);
		}
	}
	return thrown;
};

for (const build of builds) {
	test(`${build}: no call throws into the page, and what can be sent is sent`, async ({ lab, page }) => {
		const errors: string[] = [];
		page.on('pageerror', ({ message }) => errors.push(message));
		await lab.open({ build });
		expect(await page.evaluate(nonsense)).toEqual([]);
		// The core build does not look into properties, and the server refuses a batch with a key like __proto__ as a whole.
		const refused = () => lab.lane.requests.some(({ status }) => status === 400);
		if (build === 'analytics.core.js') await expect.poll(refused, { timeout: 30_000 }).toBe(true);
		await page.evaluate(() =>
			(window as unknown as { footfall(name: string, o: object): void }).footfall('Sane', { props: { plan: 'pro' } }),
		);
		await expect.poll(() => lab.stored(), { timeout: 30_000 }).toMatchObject({ 'pageview /': 1, 'Sane /': 1 });
		expect(await page.evaluate(() => ({}) as { polluted?: number }).then(({ polluted }) => polluted)).toBeUndefined();
		expect(errors).toEqual([]);
	});
}

test('of an event of which a part cannot be sent, the rest is stored', async ({ lab, page }) => {
	await lab.open({ build: 'analytics.all.js' });
	await page.evaluate(nonsense);
	await expect
		.poll(() => lab.stored(), { timeout: 30_000 })
		.toMatchObject({ 'Cycle /': 1, 'BigInt /': 1, 'Long /': 1, 'Many /': 1, 'Proto /': 1, 'Revenue /': 3 });
	const props = (name: string) => lab.records().find((record) => record.name === name)?.props ?? {};
	expect(props('BigInt')).toEqual({ big: '10' });
	expect(`${props('Long').long}`).toHaveLength(2000);
	expect(Object.keys(props('Many'))).toHaveLength(30);
	expect(props('Proto')).toEqual({});
	expect(lab.records().filter(({ name, revenue }) => name === 'Revenue' && revenue !== undefined)).toEqual([]);
});

test('debug mode prints each event, the server’s verdict and what is wrong with a call', async ({ lab, page }) => {
	const printed: string[] = [];
	page.on('console', (message) => printed.push(message.text()));
	await lab.open({ build: 'analytics.compat.js', attributes: 'data-debug' });
	await page.evaluate(() => {
		const { footfall } = window as unknown as { footfall(...call: unknown[]): void };
		footfall('Signup');
		footfall();
	});
	await lab.expectStored({ 'pageview /': 1, 'Signup /': 1 });
	expect(printed.filter((line) => !line.startsWith('[footfall]'))).toEqual([]);
	expect(printed.join('\n')).toMatch(/needs a name/);
	expect(printed.join('\n')).toMatch(/202/);
	expect(printed.join('\n')).toMatch(/accepted/);
});

test('debug mode shows why the server refused an event', async ({ lab, page }) => {
	const printed: string[] = [];
	page.on('console', (message) => printed.push(message.text()));
	await lab.open({ script: `<script defer src="${lab.mount}/analytics.compat.js" data-site="no-such-site" data-debug></script>` });
	await expect.poll(() => printed.join('\n')).toMatch(/unknown_site/);
});
