import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { type Browser, chromium } from 'playwright-core';
import { median } from './median.ts';
import { startServer } from './process.ts';
import { formatGrid, formatNumber, formatTable, type Row } from './report.ts';
import { ownScripts, packagedScripts, type Script } from './sdkScripts.ts';
import { startVisitServer, type VisitServer } from './visitServer.ts';
import { type Cpu, measureLoad, visit } from './visits.ts';

/** Page loads of each script; the median counts. */
const ROUNDS = 9;

/** A User-Agent that no rule takes for a bot: a driven browser's events are stored as one's. */
const person = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';

/** What one script weighs, sends and costs. */
interface Measured {
	readonly script: Script;
	readonly gzip: number;
	readonly brotli: number;
	readonly requests: number;
	readonly preflights: number;
	/** Of the bodies. */
	readonly bytes: number;
	/** And of all that HTTP/1.1 puts before them. */
	readonly sent: number;
	/** Beyond the same page without a script. */
	readonly cpu: Cpu;
}

/**
 * What the scripts weigh, send in the usual visit and cost the page's main thread, ours beside the npm packages of two others, in one run
 * in Chromium (`CHROMIUM_PATH`). The targets of the sizes are those that the SDK's own tests hold.
 */
export async function benchSdk(): Promise<string> {
	const scripts = [...(await ownScripts()), ...(await packagedScripts())];
	const dataDir = await mkdtemp(path.join(tmpdir(), 'footfall-bench-'));
	const collector = await startServer(new URL('../../packages/collector/dist/main.js', import.meta.url), {
		PORT: '0',
		DATA_DIR: dataDir,
		LOG_LEVEL: 'warn',
	});
	const url = `http://127.0.0.1:${collector.port}`;
	const site = await startVisitServer(scripts, url);
	const { CHROMIUM_PATH: executablePath } = process.env;
	const browser = await chromium.launch({
		...(executablePath === undefined ? {} : { executablePath }),
		args: [`--user-agent=${person}`, '--disable-quic', '--disable-blink-features=AutomationControlled'],
	});
	try {
		const measured = await measure(browser, site, scripts);
		await checkStored(url, scripts);
		return report(measured, browser.version());
	} finally {
		await browser.close();
		await site.close();
		await collector.stop();
		await rm(dataDir, { recursive: true, force: true });
	}
}

async function measure(browser: Browser, site: VisitServer, scripts: readonly Script[]): Promise<Measured[]> {
	const sent = new Map<Script, Pick<Measured, 'requests' | 'preflights' | 'bytes' | 'sent'>>();
	for (const script of scripts) {
		await visit(browser, site.page(script));
		const seen = site.seen(script);
		sent.set(script, {
			requests: seen.filter(({ method }) => method === 'POST').length,
			preflights: seen.filter(({ method }) => method === 'OPTIONS').length,
			bytes: seen.reduce((sum, { bytes }) => sum + bytes, 0),
			sent: seen.reduce((sum, { bytes, head }) => sum + bytes + head, 0),
		});
	}
	const bare: Cpu[] = [];
	const loads = new Map<Script, Cpu[]>(scripts.map((script) => [script, []]));
	// In turn, so that all see the same machine; the first round warms it up.
	for (let round = 0; round <= ROUNDS; round++) {
		for (const script of [undefined, ...scripts]) {
			const cpu = await measureLoad(browser, site.page(script));
			if (round > 0) (script === undefined ? bare : loads.get(script))?.push(cpu);
		}
	}
	const middle = (all: readonly Cpu[], key: keyof Cpu): number => median(all.map((one) => one[key]));
	return scripts.map((script) => {
		const all = loads.get(script) ?? [];
		return {
			script,
			gzip: gzipSync(script.code, { level: 9 }).length,
			brotli: brotliCompressSync(script.code).length,
			...(sent.get(script) ?? { requests: Number.NaN, preflights: Number.NaN, bytes: Number.NaN, sent: Number.NaN }),
			cpu: { tasks: middle(all, 'tasks') - middle(bare, 'tasks'), script: middle(all, 'script') - middle(bare, 'script') },
		};
	});
}

/** A script that sends little because it lost something must not look good. */
async function checkStored(url: string, scripts: readonly Script[]): Promise<void> {
	const response = await fetch(`${url}/api/v2/query`, {
		method: 'POST',
		headers: { 'Content-Type': 'application/json' },
		body: JSON.stringify({ site_id: 'localhost', date_range: 'day', metrics: ['events'], dimensions: ['event:page', 'event:name'] }),
	});
	const { results } = (await response.json()) as { results: { dimensions: string[] }[] };
	const stored = new Set(results.map(({ dimensions }) => dimensions.join(' ')));
	for (const { id } of scripts.filter(({ endpoint }) => endpoint === 'footfall')) {
		for (const event of [`/${id}/ pageview`, `/${id}/ Signup`, `/${id}/a pageview`, `/${id}/b pageview`]) {
			if (!stored.has(event)) throw new Error(`${event} was not stored.`);
		}
	}
}

function report(measured: readonly Measured[], version: string): string {
	const grid = formatGrid([
		['', 'min B', 'gzip B', 'brotli B', 'requests', 'preflights', 'bodies B', 'all sent B', 'tasks ms', 'script ms'],
		...measured.map(({ script, gzip, brotli, requests, preflights, bytes, sent, cpu }) => [
			script.name,
			...[script.code.length, gzip, brotli, requests, preflights, bytes, sent, cpu.tasks, cpu.script].map(formatNumber),
		]),
	]);
	const rows = measured.flatMap(({ script: { name, limits }, gzip, brotli, requests, preflights }): Row[] => {
		if (limits === undefined) return [];
		return [
			{ name: `${name}, gzip`, value: gzip, unit: 'B', target: `≤ ${limits.gzip}` },
			...(limits.brotli === undefined ? [] : [{ name: `${name}, brotli`, value: brotli, unit: 'B', target: `≤ ${limits.brotli}` }]),
			{ name: `${name}, the visit`, value: requests, unit: 'requests', target: '≤ 5' },
			{ name: `${name}, the visit`, value: preflights, unit: 'preflights', target: '≤ 0' },
		];
	});
	const of = (id: string): Measured | undefined => measured.find(({ script }) => script.id === id);
	const ratios = ['npm-plausible', 'npm-openpanel'].flatMap((id): Row[] => {
		const [ours, other] = [of('analytics.js'), of(id)];
		if (ours === undefined || other === undefined) return [];
		return [
			{ name: `analytics.js : ${other.script.name}, gzip`, value: ours.gzip / other.gzip, unit: '×' },
			{ name: `analytics.js : ${other.script.name}, all sent`, value: ours.sent / other.sent, unit: '×' },
			{ name: `analytics.js : ${other.script.name}, main thread`, value: ours.cpu.tasks / other.cpu.tasks, unit: '×' },
		];
	});
	return [
		`Chromium ${version}. Sent: landing, an event, two routes, leaving. Main thread: processor time of the first 1.5 s beyond the same page without a script, median of ${ROUNDS}.`,
		grid,
		'',
		formatTable([...rows, ...ratios]),
	].join('\n');
}
