import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser } from 'playwright-core';

/** Milliseconds of the page's main thread. */
export interface Cpu {
	/** All tasks. */
	readonly tasks: number;
	/** JavaScript among them. */
	readonly script: number;
}

/** How long after its beginning a page load is measured. */
const LOAD_MS = 1500;

/** Loads a page in a browser profile of its own; processor time, not time that passed. */
export async function measureLoad(browser: Browser, address: string): Promise<Cpu> {
	const context = await browser.newContext();
	try {
		const page = await context.newPage();
		const devtools = await context.newCDPSession(page);
		await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
		const begun = performance.now();
		await page.goto(address);
		await sleep(begun + LOAD_MS - performance.now());
		const { metrics } = await devtools.send('Performance.getMetrics');
		const milliseconds = (name: string): number => 1000 * (metrics.find((metric) => metric.name === name)?.value ?? Number.NaN);
		return { tasks: milliseconds('TaskDuration'), script: milliseconds('ScriptDuration') };
	} finally {
		await context.close();
	}
}

/** Between two things that a visitor does, and between leaving and looking what was sent. */
const PAUSE_MS = 400;

/** The usual visit: landing, an event, two routes, leaving. */
export async function visit(browser: Browser, address: string): Promise<void> {
	const context = await browser.newContext();
	try {
		// The browser ends with its last tab.
		await context.newPage();
		const page = await context.newPage();
		await page.goto(address);
		await sleep(PAUSE_MS);
		await page.evaluate(`track('Signup', { plan: 'pro' })`);
		await sleep(PAUSE_MS);
		for (const path of ['a', 'b']) {
			await page.evaluate(`history.pushState({}, '', '${path}')`);
			await sleep(PAUSE_MS);
		}
		await page.close({ runBeforeUnload: true });
		await sleep(2 * PAUSE_MS);
	} finally {
		await context.close();
	}
}
