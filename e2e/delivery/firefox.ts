import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { connectRpc, type Rpc } from '../fixtures/rpc.ts';
import type { Visitor } from './browser.ts';

/** A running Firefox, in which persons have containers of their own. */
export interface Firefox {
	visitor(): Promise<Visitor>;
	close(): Promise<void>;
}

/** What a fresh profile does by itself would be on the same network. */
const preferences = {
	'app.update.auto': false,
	'browser.shell.checkDefaultBrowser': false,
	'datareporting.policy.dataSubmissionEnabled': false,
	'extensions.update.enabled': false,
	'network.captive-portal-service.enabled': false,
	'network.connectivity-service.enabled': false,
	'toolkit.telemetry.enabled': false,
};

/** The collector counts a driven browser's events as a bot's. */
const asPerson = `() => Object.defineProperty(Navigator.prototype, 'webdriver', { get: () => false })`;

/** Starts a Firefox without a window, and speaks WebDriver BiDi with it: https://www.w3.org/TR/webdriver-bidi/ */
export async function startFirefox(program: string): Promise<Firefox> {
	const profile = await mkdtemp(path.join(tmpdir(), 'footfall-firefox-'));
	const lines = Object.entries(preferences).map(([name, value]) => `user_pref("${name}", ${value});`);
	await writeFile(path.join(profile, 'user.js'), lines.join('\n'));
	const args = ['--headless', '--no-remote', '--profile', profile, '--remote-debugging-port=0'];
	const browser = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] });
	const bidi = await connectRpc(`${await printedAddress(browser)}/session`);
	await bidi.send('session.new', { capabilities: {} });
	await bidi.send('script.addPreloadScript', { functionDeclaration: asPerson });
	return {
		visitor: () => createVisitor(bidi),
		async close() {
			bidi.close();
			const ended = once(browser, 'exit');
			browser.kill('SIGKILL');
			await ended;
			await rm(profile, { recursive: true, force: true });
		},
	};
}

async function printedAddress(browser: ChildProcess): Promise<string> {
	let output = '';
	for await (const chunk of browser.stderr ?? []) {
		output += `${chunk}`;
		const found = /listening on (ws:\/\/\S+)/.exec(output);
		if (found?.[1] !== undefined) return found[1];
	}
	throw new Error(`Firefox ended:\n${output}`);
}

async function createVisitor(bidi: Rpc): Promise<Visitor> {
	const { userContext } = await bidi.send('browser.createUserContext');
	return {
		async open(address) {
			const { context } = await bidi.send('browsingContext.create', { type: 'tab', userContext });
			await bidi.send('browsingContext.navigate', { context, url: address, wait: 'complete' });
			return {
				async run(script) {
					await bidi.send('script.evaluate', { expression: script, target: { context }, awaitPromise: false });
				},
				async close() {
					await bidi.send('browsingContext.close', { context });
				},
			};
		},
		async setOffline(offline) {
			const networkConditions = offline ? { type: 'offline' } : null;
			await bidi.send('emulation.setNetworkConditions', { networkConditions, userContexts: [userContext] });
		},
		async end() {
			await bidi.send('browser.removeUserContext', { userContext });
		},
	};
}
