import type { CsvRow } from '../csv.ts';
import { createIds } from '../ids.ts';
import { instantOf } from '../instant.ts';
import { type Outcome, skipped } from '../rows.ts';
import type { Enter } from '../visitors.ts';
import { agentNamed } from './named.ts';

/** From this on its `Bot` column says that a program came; 0 and 1 are "known to be none" and "nothing found". */
const BOT = 2;
/** Set where GoatCounter does not count sessions. */
const NO_SESSION = /^[0-]*$/;

/** `1440,900,2` and `1440x900` → `1440x900`. */
const screenOf = (size: string): string | undefined => /^(\d+)[,x](\d+)/.exec(size.replaceAll(' ', ''))?.slice(1, 3).join('x');

/** The scheme says what the referrer is: `h` an address, `g` a name that GoatCounter made of one, `c` a campaign. */
function originOf(referrer: string, scheme: string, url: string): { readonly url: string; readonly referrer?: string } {
	if (referrer === '') return { url };
	if (scheme === 'c') {
		const address = new URL(url);
		address.searchParams.set('utm_source', referrer);
		return { url: address.href };
	}
	if (scheme === 'g') {
		const address = new URL(url);
		address.searchParams.set('ref', referrer);
		return { url: address.href };
	}
	return { url, referrer: /^[a-z-]+:\/\//i.test(referrer) ? referrer : `https://${referrer}` };
}

/**
 * GoatCounter's export: a row is a page view, or an event under its name.
 *
 * @see https://www.goatcounter.com/help/export
 */
export function goatcounter(enter: Enter, domain: string): (row: CsvRow) => Outcome {
	const idOf = createIds('goatcounter');
	return (row) => {
		// The head's first cell begins with the version of the format: `2Path`.
		const path = row['2Path'] ?? row['1Path'] ?? row.Path ?? row['3Path'] ?? '';
		const time = instantOf(row.Date ?? '');
		if (path === '') return { fault: 'The row has no path.' };
		if (!Number.isInteger(time)) return { fault: 'The time is not one, or lies in the future.' };
		const isEvent = row.Event === 'true' || row.Event === '1';
		const at = `https://${domain}${isEvent || !path.startsWith('/') ? '/' : path}`;
		if (!URL.canParse(at)) return { fault: 'The address of the page is none.' };
		const session = row.Session ?? '';
		const id = idOf(time, JSON.stringify(row));
		const userAgent = row.UserAgent ?? '';
		const bot = Number(row.Bot ?? 0) >= BOT;
		const [country = '', region] = (row.Location ?? '').split('-');
		const screen = screenOf(row['Screen size'] ?? '');
		const { url, referrer } = originOf(row.Referrer ?? '', row['Referrer scheme'] ?? '', at);
		const hit = {
			page: { url, referrer, title: row.Title, screen },
			id,
			name: isEvent ? path : 'pageview',
			time,
			session: NO_SESSION.test(session) ? id : session,
		};
		const agent = agentNamed({ browser: row.Browser ?? '', os: row.System ?? '', device: '', bot });
		const known = {
			...(userAgent === '' ? { agent } : {}),
			country: /^[A-Z]{2}$/.test(country) ? country : '',
			...(region ? { region: `${country}-${region}` } : {}),
		};
		if (path.length > 2000) return skipped;
		return enter(hit, { ip: '', userAgent: bot && userAgent === '' ? '(bot)' : userAgent, languages: '', isServer: true }, known);
	};
}
