import { consumed, depsOf, load, type Parts, until } from './kafkaParts.ts';
import { memoryOf, type Running } from './process.ts';
import type { Row } from './report.ts';

/** Single events a second that come in before, during and after the outage: a quarter of what one machine of two cores stores. */
const PER_SECOND = 1500;
const MS = { before: 12_000, outage: 30_000, slice: 3000, atMost: 90_000 };
const steady = { connections: 16, eventsPerRequest: 1, perSecond: PER_SECOND };

/** The most memory that a process has while something is done, bytes, seen four times a second. */
async function mostWhile<T>(pid: number, work: Promise<T>): Promise<{ readonly result: T; readonly most: number }> {
	let most = 0;
	const timer = setInterval(() => {
		most = Math.max(most, memoryOf(pid).now);
	}, 250);
	try {
		return { result: await work, most };
	} finally {
		clearInterval(timer);
	}
}

const appended = async (collector: Running): Promise<number> => (await depsOf(collector)).log?.appended ?? 0;

/** Sends on until the store is two seconds behind, as it may be on a busy machine at any time. */
async function sendUntilCaughtUp({ collector, answering }: Parts, before: number): Promise<void> {
	const behind = async (): Promise<number> => (await appended(collector)) - ((await consumed(answering)) - before);
	let caughtUp = false;
	const watching = until(async () => (await behind()) < 2 * PER_SECOND, 'what came in meanwhile was stored', MS.atMost).finally(() => {
		caughtUp = true;
	});
	watching.catch(() => {});
	while (!caughtUp) await Promise.race([load(collector, { ...steady, ms: MS.slice }), watching]);
	await watching;
}

/** The broker is killed while events come in, and comes back; they come in all the time. */
export async function benchOutage(parts: Parts): Promise<Row[]> {
	const { cluster, collector, answering } = parts;
	const before = await consumed(answering);
	const usual = await mostWhile(collector.pid, load(collector, { ...steady, ms: MS.before }));
	await until(async () => (await consumed(answering)) - before >= (await appended(collector)), 'what came before was stored');

	await Promise.all(cluster.nodes.map((node) => node.kill()));
	const meanwhile = await mostWhile(collector.pid, load(collector, { ...steady, ms: MS.outage }));
	const rate = meanwhile.result.requests / meanwhile.result.seconds;

	const stopped = await consumed(answering);
	const back = performance.now();
	await Promise.all(cluster.nodes.map((node) => node.start()));
	const answers = performance.now();
	const draining = mostWhile(collector.pid, sendUntilCaughtUp(parts, before));
	await until(async () => (await consumed(answering)) > stopped, 'the first is stored again');
	const began = performance.now();
	const first = await consumed(answering);
	const { most } = await draining;
	const drained = ((await consumed(answering)) - first) / ((performance.now() - began) / 1000);
	return [
		{
			name: 'outage: taken in meanwhile',
			value: rate,
			unit: 'events/s',
			note: `single events, ${MS.outage / 1000} s, ${meanwhile.result.failures} refused`,
		},
		{ name: 'outage: first stored after the broker answers', value: (began - answers) / 1000, unit: 's' },
		{ name: 'outage: all stored after its start was begun', value: (performance.now() - back) / 1000, unit: 's' },
		{ name: 'outage: stored while it is made up for', value: drained, unit: 'events/s', note: 'events come in as before' },
		{ name: 'outage: of what came in', value: drained / rate, unit: '×', target: '≥ 3' },
		{
			name: 'outage: memory of the collector grew by',
			value: Math.max(0, meanwhile.most - usual.most) / 1e6,
			unit: 'MB',
			target: '≤ 64',
			note: `from ${(usual.most / 1e6).toFixed(0)} MB`,
		},
		{ name: 'and while it was made up for, by', value: Math.max(0, most - usual.most) / 1e6, unit: 'MB' },
	];
}
