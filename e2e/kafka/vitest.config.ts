import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** Everything that is tested against a real Kafka: one broker for all of it. */
export default defineConfig({
	root: fileURLToPath(new URL('../..', import.meta.url)),
	resolve: { conditions: ['footfall-source'] },
	ssr: { resolve: { conditions: ['footfall-source'] } },
	test: {
		include: ['packages/*/src/**/*.kafka.test.ts', 'e2e/kafka/**/*.test.ts'],
		globalSetup: ['scripts/buildForTests.ts', 'e2e/kafka/oneBroker.ts'],
		testTimeout: 60_000,
		hookTimeout: 90_000,
		fileParallelism: false,
		maxWorkers: 1,
	},
});
