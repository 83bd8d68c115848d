import { configDefaults, defineConfig } from 'vitest/config';

export default defineConfig({
	resolve: { conditions: ['footfall-source'] },
	ssr: { resolve: { conditions: ['footfall-source'] } },
	test: {
		include: ['packages/*/src/**/*.test.ts', 'scripts/**/*.test.ts', 'bench/**/*.test.ts'],
		// Those need a broker: e2e/kafka/vitest.config.ts.
		exclude: [...configDefaults.exclude, '**/*.kafka.test.ts'],
		globalSetup: ['scripts/buildForTests.ts'],
		testTimeout: 20_000,
	},
});
