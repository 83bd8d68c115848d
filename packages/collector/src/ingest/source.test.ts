import { describe, expect, it } from 'vitest';
import { readAddress } from './address.ts';
import { originOf } from './source.ts';

const own = (host: string): boolean => host === 'shop.example' || host.endsWith('.shop.example');

function origin(referrer: string, query = ''): string[] {
	const address = readAddress(`https://shop.example/${query}`);
	if (address === undefined) throw new Error('no address');
	const { source, channel } = originOf(address, referrer, own);
	return [source, channel];
}

describe('where a visit comes from', () => {
	it.each<[string, string, string, string]>([
		['', '', '', ''],
		['https://shop.example/other', '', '', ''],
		['https://blog.shop.example/', '', '', ''],
		['not a url', '', '', ''],
		['javascript:alert(1)', '', '', ''],
		['https://www.google.com/', '', 'Google', 'Organic Search'],
		['https://www.google.co.uk/', '', 'Google', 'Organic Search'],
		['https://news.google.de/', '', 'Google', 'Organic Search'],
		['https://yandex.com.tr/', '', 'Yandex', 'Organic Search'],
		['https://duckduckgo.com/', '', 'DuckDuckGo', 'Organic Search'],
		['https://google.evil.example/', '', 'google.evil.example', 'Referral'],
		['https://notgoogle.com/', '', 'notgoogle.com', 'Referral'],
		['https://l.facebook.com/', '', 'Facebook', 'Organic Social'],
		['https://t.co/abc', '', 'X', 'Organic Social'],
		['https://out.reddit.com/r/x', '', 'Reddit', 'Organic Social'],
		['https://m.youtube.com/watch', '', 'YouTube', 'Organic Video'],
		['https://chatgpt.com/', '', 'ChatGPT', 'AI Assistants'],
		['https://gemini.google.com/', '', 'Gemini', 'AI Assistants'],
		['https://www.perplexity.ai/search', '', 'Perplexity', 'AI Assistants'],
		['https://mail.google.com/', '', 'Gmail', 'Email'],
		['android-app://com.google.android.gm/', '', 'Gmail', 'Email'],
		['https://friend.example/links', '', 'friend.example', 'Referral'],
		['', '?utm_source=newsletter', 'Newsletter', 'Email'],
		['', '?utm_source=spring&utm_medium=email', 'spring', 'Email'],
		['', '?utm_source=google&utm_medium=cpc', 'Google', 'Paid Search'],
		['', '?utm_source=fb&utm_medium=paid_social', 'Facebook', 'Paid Social'],
		['', '?utm_source=site.example&utm_medium=banner', 'site.example', 'Display'],
		['', '?utm_source=partner&utm_medium=affiliate', 'partner', 'Affiliates'],
		['', '?utm_source=radio&utm_medium=ppc', 'radio', 'Paid Other'],
		['', '?ref=producthunt', 'Product Hunt', 'Organic Social'],
		['https://www.google.com/', '?gclid=x', 'Google', 'Paid Search'],
		['', '?gclid=x', 'Google', 'Paid Search'],
		['', '?msclkid=x', 'Bing', 'Paid Search'],
		['', '?ttclid=x', 'TikTok', 'Paid Social'],
		['', '?fbclid=x', 'Facebook', 'Organic Social'],
		['https://www.google.com/', '?utm_source=hn', 'Hacker News', 'Organic Social'],
	])('referrer %j with %j is %j by %j', (referrer, query, source, channel) => {
		expect(origin(referrer, query)).toEqual([source, channel]);
	});
});
