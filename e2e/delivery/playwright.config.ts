import { defineConfig } from '@playwright/test';
import config from '../playwright.config.ts';

/** What becomes of events that are easily lost, as a table. `DELIVERY_TRIES` says how often each is tried, `DELIVERY_ENGINE` where. */
export default defineConfig(config, {
	testDir: '.',
	testMatch: '*.measure.ts',
	outputDir: '../../test-results/delivery',
	fullyParallel: true,
	reporter: './tableReporter.ts',
});
