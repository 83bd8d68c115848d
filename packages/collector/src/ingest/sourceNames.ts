/** What kind of place a visitor comes from. */
export type SourceKind = 'search' | 'social' | 'video' | 'email' | 'ai' | 'other';

/** A place that sends visitors: what people call it, and the hosts and utm_source values by which it is known. */
interface Place {
	readonly kind: SourceKind;
	/** Hosts (subdomains belong to them; `google.*` stands for every country's) and utm_source values, lower case. */
	readonly known: readonly string[];
}

const places: Readonly<Record<string, Place>> = {
	Google: { kind: 'search', known: ['google.*', 'google', 'adwords', 'googleads', 'com.google.android.googlequicksearchbox'] },
	Bing: { kind: 'search', known: ['bing.com', 'bing'] },
	DuckDuckGo: { kind: 'search', known: ['duckduckgo.com', 'duckduckgo', 'com.duckduckgo.mobile.android'] },
	'Yahoo!': { kind: 'search', known: ['search.yahoo.com', 'yahoo.*', 'yahoo'] },
	Yandex: { kind: 'search', known: ['yandex.*', 'ya.ru', 'yandex'] },
	Baidu: { kind: 'search', known: ['baidu.com', 'baidu'] },
	Ecosia: { kind: 'search', known: ['ecosia.org', 'ecosia'] },
	Qwant: { kind: 'search', known: ['qwant.com', 'qwant'] },
	Startpage: { kind: 'search', known: ['startpage.com', 'startpage'] },
	Brave: { kind: 'search', known: ['search.brave.com', 'brave'] },
	Kagi: { kind: 'search', known: ['kagi.com', 'kagi'] },
	Naver: { kind: 'search', known: ['naver.com', 'naver'] },
	Seznam: { kind: 'search', known: ['seznam.cz', 'seznam'] },
	Sogou: { kind: 'search', known: ['sogou.com', 'sogou'] },
	Mojeek: { kind: 'search', known: ['mojeek.com', 'mojeek'] },

	ChatGPT: { kind: 'ai', known: ['chatgpt.com', 'chat.openai.com', 'chatgpt', 'openai'] },
	Perplexity: { kind: 'ai', known: ['perplexity.ai', 'perplexity'] },
	Claude: { kind: 'ai', known: ['claude.ai', 'claude'] },
	Gemini: { kind: 'ai', known: ['gemini.google.com', 'bard.google.com', 'gemini'] },
	Copilot: { kind: 'ai', known: ['copilot.microsoft.com', 'copilot'] },
	DeepSeek: { kind: 'ai', known: ['chat.deepseek.com', 'deepseek'] },
	Grok: { kind: 'ai', known: ['grok.com', 'grok'] },
	'Le Chat': { kind: 'ai', known: ['chat.mistral.ai', 'mistral'] },
	'Meta AI': { kind: 'ai', known: ['meta.ai'] },
	You: { kind: 'ai', known: ['you.com'] },
	Phind: { kind: 'ai', known: ['phind.com'] },

	Facebook: { kind: 'social', known: ['facebook.com', 'fb.com', 'fb.me', 'facebook', 'fb', 'com.facebook.katana'] },
	Instagram: { kind: 'social', known: ['instagram.com', 'instagram', 'ig', 'com.instagram.android'] },
	Threads: { kind: 'social', known: ['threads.net', 'threads.com', 'threads'] },
	X: { kind: 'social', known: ['x.com', 'twitter.com', 't.co', 'twitter', 'x', 'com.twitter.android'] },
	LinkedIn: { kind: 'social', known: ['linkedin.com', 'lnkd.in', 'linkedin', 'com.linkedin.android'] },
	Reddit: { kind: 'social', known: ['reddit.com', 'redd.it', 'reddit', 'com.reddit.frontpage'] },
	'Hacker News': { kind: 'social', known: ['news.ycombinator.com', 'hackernews', 'hn'] },
	Lobsters: { kind: 'social', known: ['lobste.rs'] },
	Mastodon: { kind: 'social', known: ['mastodon.social', 'mastodon.online', 'fosstodon.org', 'mstdn.social', 'mastodon'] },
	Bluesky: { kind: 'social', known: ['bsky.app', 'bluesky'] },
	Pinterest: { kind: 'social', known: ['pinterest.*', 'pin.it', 'pinterest'] },
	TikTok: { kind: 'social', known: ['tiktok.com', 'tiktok'] },
	Snapchat: { kind: 'social', known: ['snapchat.com', 'snapchat'] },
	WhatsApp: { kind: 'social', known: ['whatsapp.com', 'wa.me', 'whatsapp'] },
	Telegram: { kind: 'social', known: ['telegram.org', 't.me', 'web.telegram.org', 'telegram', 'org.telegram.messenger'] },
	Discord: { kind: 'social', known: ['discord.com', 'discordapp.com', 'discord'] },
	Slack: { kind: 'social', known: ['slack.com', 'slack', 'com.slack'] },
	VK: { kind: 'social', known: ['vk.com', 'vk'] },
	Weibo: { kind: 'social', known: ['weibo.com', 'weibo'] },
	Quora: { kind: 'social', known: ['quora.com', 'quora'] },
	'Product Hunt': { kind: 'social', known: ['producthunt.com', 'producthunt'] },
	Tumblr: { kind: 'social', known: ['tumblr.com', 'tumblr'] },
	'Stack Overflow': { kind: 'social', known: ['stackoverflow.com'] },
	Medium: { kind: 'social', known: ['medium.com'] },
	'Dev.to': { kind: 'social', known: ['dev.to'] },

	YouTube: { kind: 'video', known: ['youtube.com', 'youtu.be', 'youtube', 'com.google.android.youtube'] },
	Vimeo: { kind: 'video', known: ['vimeo.com', 'vimeo'] },
	Twitch: { kind: 'video', known: ['twitch.tv', 'twitch'] },
	Dailymotion: { kind: 'video', known: ['dailymotion.com', 'dailymotion'] },
	Bilibili: { kind: 'video', known: ['bilibili.com', 'bilibili'] },

	Gmail: { kind: 'email', known: ['mail.google.com', 'com.google.android.gm', 'gmail'] },
	'Outlook.com': { kind: 'email', known: ['outlook.live.com', 'outlook.office.com', 'outlook'] },
	'Yahoo! Mail': { kind: 'email', known: ['mail.yahoo.com'] },
	'Proton Mail': { kind: 'email', known: ['mail.proton.me'] },
	Newsletter: { kind: 'email', known: ['newsletter'] },
	Email: { kind: 'email', known: ['email', 'e-mail', 'mail'] },

	GitHub: { kind: 'other', known: ['github.com', 'github'] },
	Wikipedia: { kind: 'other', known: ['wikipedia.org', 'wikipedia'] },
};

export interface Source {
	readonly name: string;
	readonly kind: SourceKind;
}

const byKey = new Map<string, Source>(
	Object.entries(places).flatMap(([name, { kind, known }]) => known.map((key) => [key, { name, kind }] as const)),
);

/** A country's or a general ending: `.co.uk`, `.com.tr`, `.de`. */
const ending = /\.(?:(?:com?|org|net)\.)?[a-z]{2,3}$/;

/** The place behind a referring host: the longest known part of it, else the host itself. */
export function sourceOfHost(host: string): Source {
	for (let rest = host; rest.includes('.'); rest = rest.slice(rest.indexOf('.') + 1)) {
		const found = byKey.get(rest);
		if (found !== undefined) return found;
	}
	// `news.google.co.uk` → `google`
	const label = host.replace(ending, '').split('.').at(-1) ?? '';
	return byKey.get(`${label}.*`) ?? { name: host, kind: 'other' };
}

/** The place that a utm_source names, else the value as it was given. */
export function sourceOfTag(tag: string): Source {
	const lower = tag.toLowerCase();
	return byKey.get(lower) ?? (lower.includes('.') ? sourceOfHost(lower.replace(/^www\./, '')) : { name: tag, kind: 'other' });
}
