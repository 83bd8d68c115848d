import { defineConfig } from '@playwright/test';
import { person } from './fixtures/client.ts';

// scripts/test.mjs finds a browser and names it here; without it Playwright's own is used.
const executablePath = process.env.CHROMIUM_PATH;

export default defineConfig({
	testDir: '.',
	testMatch: '**/*.spec.ts',
	outputDir: '../test-results/browser',
	workers: 2,
	retries: 0,
	forbidOnly: true,
	timeout: 60_000,
	expect: { timeout: 15_000 },
	reporter: 'list',
	use: {
		browserName: 'chromium',
		trace: 'off',
		// A person's browser: what says that it is driven or headless is rightly counted as a bot.
		launchOptions: {
			...(executablePath === undefined ? {} : { executablePath }),
			// By flag: what a page sends while it is left does not carry a user agent that is only emulated.
			args: [`--user-agent=${person}`, '--disable-quic', '--disable-blink-features=AutomationControlled'],
		},
	},
});
