import { Worker } from 'node:worker_threads';
import { expect, it } from 'vitest';
import { flush, identify, init, optIn, optOut, page, track } from './index.ts';

it('does nothing on a server, whatever is called in whatever order', () => {
	track('before');
	const tracker = init({ site: 'shop' });
	expect(() => {
		for (const call of [flush, optIn, optOut, page]) call();
		identify('u1');
		track('after', { props: { a: 1 } });
		tracker.track('x');
		tracker.page();
		tracker.identify(null);
		init({ endpoint: '::' });
	}).not.toThrow();
});

it('is importable in a worker', async () => {
	const module = new URL('../dist/index.js', import.meta.url).href;
	const worker = new Worker(
		`import(${JSON.stringify(module)}).then(({ init }) => { init({}).track('x'); require('node:worker_threads').parentPort.postMessage('done'); })`,
		{ eval: true },
	);
	const message = await new Promise((resolve, reject) => {
		worker.once('message', resolve);
		worker.once('error', reject);
	});
	expect(message).toBe('done');
	await worker.terminate();
});
