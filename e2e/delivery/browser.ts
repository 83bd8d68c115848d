import type { Browser } from '@playwright/test';

/** A tab, as the cases of delivery need it. */
export interface Tab {
	/** Runs JavaScript in the page. */
	run(script: string): Promise<void>;
	/** Closes it as a person does: the page may still send. */
	close(): Promise<void>;
}

/** One person's browser: what pages store is shared by its tabs and by nobody else. */
export interface Visitor {
	/** Opens a tab; resolves when the page has loaded. */
	open(address: string): Promise<Tab>;
	setOffline(offline: boolean): Promise<void>;
	end(): Promise<void>;
}

/** A person with the Chromium that Playwright drives. */
export async function chromiumVisitor(browser: Browser): Promise<Visitor> {
	const context = await browser.newContext();
	// The browser ends with its last tab.
	await context.newPage();
	return {
		async open(address) {
			const page = await context.newPage();
			await page.goto(address);
			return {
				async run(script) {
					await page.evaluate(script);
				},
				async close() {
					await page.close({ runBeforeUnload: true });
				},
			};
		},
		setOffline: (offline) => context.setOffline(offline),
		end: () => context.close(),
	};
}
