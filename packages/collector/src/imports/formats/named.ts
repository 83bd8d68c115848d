import type { Agent } from '../../ingest/userAgent.ts';

const devices = new Map([
	['desktop', 'Desktop'],
	['laptop', 'Desktop'],
	['mobile', 'Mobile'],
	['tablet', 'Tablet'],
	['smarttv', 'TV'],
	['console', 'Console'],
	['wearable', 'Wearable'],
]);

const systems: readonly (readonly [RegExp, string])[] = [
	[/^(mac os|macos|os x|mac$)/i, 'macOS'],
	[/^(chrome ?os|chromium os)/i, 'ChromeOS'],
	[/^windows/i, 'Windows'],
	[/^(ios|ipados)/i, 'iOS'],
	[/^android/i, 'Android'],
	[/^(gnu\/)?linux/i, 'Linux'],
];

const browsers = new Map([
	['edge-chromium', 'Edge'],
	['edge-ios', 'Edge'],
	['edge', 'Edge'],
	['microsoft edge', 'Edge'],
	['ios', 'Safari'],
	['ios-webview', 'Safari'],
	['crios', 'Chrome'],
	['chromium-webview', 'Chrome WebView'],
	['fxios', 'Firefox'],
	['samsung', 'Samsung Internet'],
	['samsung browser', 'Samsung Internet'],
	['opera-mini', 'Opera Mini'],
]);

/** `chrome` → `Chrome`. */
const capital = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

/** A name and the version behind it: `Firefox 122.0` → Firefox, 122.0. */
function split(text: string): readonly [name: string, version: string] {
	const match = /^(.*?)[ /]v?(\d[\w.]*)$/.exec(text.trim());
	return match === null ? [text.trim(), ''] : [match[1] ?? '', match[2] ?? ''];
}

/** What another tool says of a browser, in our names; '' where it says nothing. */
export function agentNamed(said: { readonly browser: string; readonly os: string; readonly device: string; readonly bot: boolean }): Agent {
	const [browser, browserVersion] = split(said.browser.slice(0, 100));
	const [system, osVersion] = split(said.os.slice(0, 100));
	const os = systems.find(([pattern]) => pattern.test(system))?.[1] ?? system;
	const device =
		devices.get(said.device.toLowerCase()) ??
		(said.device === '' && os !== '' ? (os === 'iOS' || os === 'Android' ? 'Mobile' : 'Desktop') : '');
	return {
		device,
		browser: browsers.get(browser.toLowerCase()) ?? capital(browser),
		browserVersion: browserVersion.split('.')[0] ?? '',
		os,
		osVersion: osVersion.split('.').slice(0, 2).join('.'),
		bot: said.bot ? 'known_bot' : undefined,
	};
}
