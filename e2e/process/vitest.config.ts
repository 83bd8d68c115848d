import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** The built program from outside: how it starts, refuses to start, and ends. */
export default defineConfig({
	root: fileURLToPath(new URL('../..', import.meta.url)),
	test: { include: ['e2e/process/*.test.ts'], testTimeout: 60_000 },
});
