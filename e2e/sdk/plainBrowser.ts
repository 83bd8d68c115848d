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
			// The first tab is the one that is shown.
			while ((await tabs(devtools)).length === 0) await sleep(20);
			await work(devtools);
			devtools.close();
		} finally {
			const ended = once(browser, 'exit');
			browser.kill('SIGKILL');
			await ended;
		}
	});
}

/** The tabs that are open, pages of the browser's own interface aside. */
export async function tabs(devtools: Rpc): Promise<{ targetId: string; url: string; title: string }[]> {
	const { targetInfos } = (await devtools.send('Target.getTargets')) as {
		targetInfos?: { targetId: string; type: string; url: string; title: string }[];
	};
	return (targetInfos ?? []).filter(({ type }) => type === 'page');
}

/** Opens a tab that is not shown, and waits until its page is there; the page itself says in its title that it is hidden. */
export async function openHidden(devtools: Rpc, url: string): Promise<string> {
	const { targetId } = await devtools.send('Target.createTarget', { url, background: true });
	while ((await tabs(devtools)).find((tab) => tab.targetId === targetId)?.title !== 'hidden') await sleep(50);
	// whoever would send something all the same has the time to
	await sleep(1000);
	return `${targetId}`;
}

/** To be put into the head of such a page. */
export const tellsVisibility = '<script>document.title = document.visibilityState</script>';
