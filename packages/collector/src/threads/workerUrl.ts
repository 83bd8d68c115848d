/**
 * Where a worker thread's compiled file lies: beside the one that asks, once built.
 *
 * Under vitest the sources run as `.ts`, which Node 20 cannot load into a thread; then it is the file that the build
 * made of it (`scripts/buildForTests.ts` builds before the tests).
 *
 * @param path of the compiled file below `src` or `dist`, such as `log/sqlite/writer.js`
 */
export function workerUrl(path: string): URL {
	const here = import.meta.url;
	return new URL(here.endsWith('.ts') ? `../../dist/${path}` : `../${path}`, here);
}
