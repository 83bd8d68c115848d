import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/**
 * Before the tests: compiles what they start as a worker thread or a process, because Node 20 cannot run `.ts` there.
 *
 * It is incremental: nothing to do takes a fraction of a second.
 */
export default function buildForTests(): void {
	const root = fileURLToPath(new URL('..', import.meta.url));
	const tsc = fileURLToPath(new URL('../node_modules/.bin/tsc', import.meta.url));
	const { status, stdout, error } = spawnSync(tsc, ['-b'], { cwd: root, encoding: 'utf8', shell: process.platform === 'win32' });
	if (error) throw error;
	// The types have a check of their own; here a fault elsewhere only means that the last good build is used.
	if (status !== 0) process.stderr.write(`The build failed; tests of worker threads use the last one that succeeded.\n${stdout}\n`);
}
