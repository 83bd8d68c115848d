import { defineConfig } from 'vitest/config';

export default defineConfig({
	resolve: { conditions: ['footfall-source'] },
	ssr: { resolve: { conditions: ['footfall-source'] } },
	test: {
		include: ['packages/*/src/**/*.test.ts', 'scripts/**/*.test.ts', 'bench/**/*.test.ts'],
		globalSetup: ['scripts/buildForTests.ts'],
		testTimeout: 20_000,
	},
});
