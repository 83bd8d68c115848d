// @ts-check
import { writeSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import workerThreads, { isMainThread } from 'node:worker_threads';

/*
 * Loaded into a server before its own code (`--import`): ends it, as kill -9 does, at a named moment of a commit. What it wraps are the two databases' clients; of the server's own code nothing is
 * another than usual.
 *
 * FAULT_KILL=<whose>:<moment>:<n>. whose: `log` (the collector's SQLite log) or `store` (the aggregator's DuckDB). moment: `before` the transaction, `inside`, when everything is written and nothing
 * committed, `committing`, somewhere while the commit is written and synced, `after`, when it is synced and nobody has been told. n: at which transaction of this process, from 1 on.
 */

const [whose, moment, count] = (process.env.FAULT_KILL ?? '').split(':');
const last = Number(count);

/** Milliseconds that a commit took, as a running mean. */
let usual = 0.3;
let begun = 0;

/** @param {string} at */
function die(at) {
	writeSync(2, `killed: ${whose} ${at}\n`);
	process.kill(process.pid, 'SIGKILL');
	// The signal comes when the kernel likes; nothing may happen until then.
	Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}

/** @param {string} at */
const reached = (at) => {
	if (begun === last && at === moment) die(at);
};

/** Takes a mean of what commits take, so that a moment inside of the next can be chosen. @param {number} since */
const took = (since) => {
	usual += (performance.now() - since - usual) / 8;
};

const later = `
const { parentPort, workerData } = require('node:worker_threads');
parentPort.postMessage('ready');
Atomics.wait(workerData.flags, 0, 0);
// A commit may be over before a thread wakes: from the beginning of the transaction on it only spins.
while (Atomics.load(workerData.flags, 0) !== 2);
const until = performance.now() + Atomics.load(workerData.flags, 1) / 1000;
while (performance.now() < until);
require('node:fs').writeSync(2, 'killed: log ' + (Atomics.load(workerData.flags, 2) === 1 ? 'after' : 'committing') + '\\n');
process.kill(process.pid, 'SIGKILL');
`;

/** SQLite holds its thread while it commits: another one has to do it. */
async function inAnotherThread() {
	const flags = new Int32Array(new SharedArrayBuffer(12));
	const other = new workerThreads.Worker(later, { eval: true, execArgv: [], workerData: { flags } });
	// The first transactions come as soon as this is loaded.
	await new Promise((resolve) => other.once('message', resolve));
	other.unref();
	return {
		/** @param {number} ms */
		wake(ms) {
			Atomics.store(flags, 1, Math.round(ms * 1000));
			Atomics.store(flags, 0, 1);
			Atomics.notify(flags, 0);
			// Until it is awake.
			Atomics.wait(flags, 0, 1, 20);
		},
		now: () => void Atomics.store(flags, 0, 2),
		tooLate: () => void Atomics.store(flags, 2, 1),
	};
}

async function watchLog() {
	const { default: Database } = await import('better-sqlite3');
	const { transaction } = Database.prototype;
	const other = moment === 'committing' ? await inAnotherThread() : undefined;
	/** @this {import('better-sqlite3').Database} @param {(...given: unknown[]) => unknown} work */
	const watched = function (work) {
		if (!this.name.endsWith('log.db')) return transaction.call(this, work);
		let since = 0;
		const inner = transaction.call(this, (...given) => {
			const result = work(...given);
			reached('inside');
			since = performance.now();
			if (begun === last) other?.now();
			return result;
		});
		/** @param {unknown[]} given */
		const immediate = (...given) => {
			begun++;
			reached('before');
			if (begun === last) other?.wake((Math.random() * usual) / 3);
			const result = inner.immediate(...given);
			took(since);
			reached('after');
			if (begun === last) other?.tooLate();
			return result;
		};
		return Object.assign(immediate, { immediate });
	};
	Database.prototype.transaction = /** @type {typeof transaction} */ (watched);
}

async function watchStore() {
	const { DuckDBConnection } = await import('@duckdb/node-api');
	const { run } = DuckDBConnection.prototype;
	/** @this {import('@duckdb/node-api').DuckDBConnection} @param {Parameters<typeof run>} given */
	DuckDBConnection.prototype.run = async function (...given) {
		const [sql] = given;
		if (sql === 'BEGIN') {
			begun++;
			reached('before');
		}
		if (sql !== 'COMMIT') return await run.apply(this, given);
		reached('inside');
		const since = performance.now();
		const committed = run.apply(this, given);
		if (begun === last && moment === 'committing') {
			const until = since + Math.random() * usual;
			while (performance.now() < until);
			die('committing');
		}
		const result = await committed;
		took(since);
		reached('after');
		return result;
	};
}

const { Worker } = workerThreads;
if (isMainThread) {
	// Threads are started without the flags of the program: they get this one back.
	workerThreads.Worker = class extends Worker {
		/** @param {string | URL} file @param {import('node:worker_threads').WorkerOptions} [options] */
		constructor(file, options = {}) {
			super(file, { ...options, execArgv: [...(options.execArgv ?? []), '--import', import.meta.url] });
		}
	};
	syncBuiltinESMExports();
} else if (whose === 'log') await watchLog();
else if (whose === 'store') await watchStore();
