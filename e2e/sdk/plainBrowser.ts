import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { chromium } from '@playwright/test';
import { person } from '../fixtures/client.ts';
import { connectRpc, type Rpc } from '../fixtures/rpc.ts';
import { withTemporaryDirectory } from '../fixtures/server.ts';

/**
 * Playwright turns the back/forward cache off, shows every tab, and nothing prerenders under it. These pages are opened by
 * a browser that is started as a person's is; they navigate by themselves, or `work` opens tabs with the DevTools protocol.
 */
export async function withPlainBrowser(address: string, work: (devtools: Rpc) => Promise<void>): Promise<void> {
	await withTemporaryDirectory(async (profile) => {
		// chrome://discards is closed otherwise
		await writeFile(path.join(profile, 'Local State'), '{"internal_only_uis_enabled":true}');
		const browser = spawn(
			process.env.CHROMIUM_PATH ?? chromium.executablePath(),
			[
				'--headless=new',
				'--no-sandbox',
				'--disable-gpu',
				'--disable-quic',
				'--disable-background-networking',
				'--disable-component-update',
				'--disable-sync',
				'--no-first-run',
				'--remote-debugging-port=0',
				// which would say that it is driven
				'--disable-blink-features=AutomationControlled',
				`--user-data-dir=${profile}`,
				`--user-agent=${person}`,
				address,
			],
			{ stdio: 'ignore' },
		);
		try {
			const file = path.join(profile, 'DevToolsActivePort');
			while (!existsSync(file)) await sleep(20);
			const [port, route] = (await readFile(file, 'utf8')).split('\n');
			const devtools = await connectRpc(`ws://127.0.0.1:${port}${route}`);
			await work(devtools);
			devtools.close();
		} finally {
			const ended = once(browser, 'exit');
			browser.kill('SIGKILL');
			await ended;
		}
	});
}
