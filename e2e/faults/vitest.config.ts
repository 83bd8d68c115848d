import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** The real server, as its own process, under faults: one at a time, because each has the machine to itself. */
export default defineConfig({
	root: fileURLToPath(new URL('../..', import.meta.url)),
	resolve: { conditions: ['footfall-source'] },
	ssr: { resolve: { conditions: ['footfall-source'] } },
	test: {
		include: ['e2e/faults/**/*.test.ts'],
		testTimeout: 180_000,
		hookTimeout: 60_000,
		fileParallelism: false,
		maxWorkers: 1,
	},
});
