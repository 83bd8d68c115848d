/**
 * Where a worker thread's compiled file lies: beside this one once built.
 *
 * Under vitest the sources run as `.ts`, which Node 20 cannot load into a thread; then it is the file that the build
 * made of it (`scripts/buildForTests.ts` builds before the tests).
 */
export function workerUrl(name: 'writer' | 'reader'): URL {
	const here = import.meta.url;
	return here.endsWith('.ts') ? new URL(`../../../dist/log/sqlite/${name}.js`, here) : new URL(`./${name}.js`, here);
}
