import { expect, it } from 'vitest';
import { createAgentParser } from './userAgent.ts';

const parse = createAgentParser();

it.each<[string, string]>([
	[
		'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
		'Desktop Chrome 140 Windows 10',
	],
	[
		'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0',
		'Desktop Edge 140 Windows 10',
	],
	[
		'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15',
		'Desktop Safari 18 macOS 10.15',
	],
	['Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0', 'Desktop Firefox 143 Ubuntu '],
	[
		'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1',
		'Mobile Safari 18 iOS 18.5',
	],
	[
		'Mozilla/5.0 (iPad; CPU OS 16_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/16.6 Mobile/15E148 Safari/604.1',
		'Tablet Safari 16 iOS 16.6',
	],
	[
		'Mozilla/5.0 (Linux; Android 14; SM-X710) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36',
		'Tablet Chrome 138 Android 14',
	],
	[
		'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36',
		'Mobile Chrome 140 Android 10',
	],
	[
		'Mozilla/5.0 (Linux; Android 15; SM-S921B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36',
		'Mobile Samsung Internet 28 Android 15',
	],
	['Mozilla/5.0 (Android 15; Mobile; rv:143.0) Gecko/143.0 Firefox/143.0', 'Mobile Firefox 143 Android 15'],
	[
		'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36 OPR/122.0.0.0',
		'Desktop Opera 122 Windows 10',
	],
	[
		'Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
		'Desktop Chrome 140 ChromeOS 14541.0',
	],
])('%s', (userAgent, expected) => {
	const { device, browser, browserVersion, os, osVersion, bot } = parse(userAgent);
	expect(`${device} ${browser} ${browserVersion} ${os} ${osVersion}`).toBe(expected);
	expect(bot).toBeUndefined();
});

it.each([
	['', 'empty_agent'],
	['Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)', 'known_bot'],
	['Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/140.0.0.0 Safari/537.36', 'known_bot'],
	['Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)', 'known_bot'],
	['curl/8.5.0', 'known_bot'],
	['python-requests/2.32', 'known_bot'],
])('%j is a bot: %s', (userAgent, reason) => {
	expect(parse(userAgent).bot).toBe(reason);
});

it('takes no longer for a string of a megabyte', () => {
	expect(parse(`Mozilla/5.0 ${'('.repeat(1_000_000)}`)).toMatchObject({ browser: expect.any(String) });
});
