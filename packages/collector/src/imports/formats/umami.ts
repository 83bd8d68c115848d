import type { CsvRow } from '../csv.ts';
import { createIds } from '../ids.ts';
import { instantOf } from '../instant.ts';
import type { Outcome } from '../rows.ts';
import { skipped } from '../rows.ts';
import type { Enter } from '../visitors.ts';
import { agentNamed } from './named.ts';
import type { UmamiProps } from './umamiProps.ts';

/** Of its column `event_type`; further ones are no events of visitors. */
const types = { view: '1', event: '2' } as const;
const clickIds = ['gclid', 'fbclid', 'msclkid', 'ttclid', 'li_fat_id', 'twclid'] as const;

/** What its export has in columns of their own, back in the address. */
function addressOf(row: CsvRow, domain: string): string {
	const path = row.url_path ?? '';
	const params = new URLSearchParams(row.url_query ?? '');
	for (const name of ['utm_source', 'utm_medium', 'utm_campaign', 'utm_content', 'utm_term', ...clickIds]) {
		const value = row[name];
		if (value !== undefined && value !== '' && !params.has(name)) params.set(name, value);
	}
	const query = params.toString();
	return `https://${row.hostname || domain}${path.startsWith('/') ? path : `/${path}`}${query === '' ? '' : `?${query}`}`;
}

/** Umami's `website_event.csv`: a row is a page view, or a custom event with its name. Properties lie in another file; without it there are none. */
export function umami(enter: Enter, domain: string, propsOf: UmamiProps['of'] = () => undefined): (row: CsvRow) => Outcome {
	const idOf = createIds('umami');
	return (row) => {
		const type = row.event_type || types.view;
		if (type !== types.view && type !== types.event) return skipped;
		const time = instantOf(row.created_at ?? '');
		if (!Number.isInteger(time)) return { fault: 'The time is not one, or lies in the future.' };
		const name = type === types.event ? (row.event_name ?? '') : 'pageview';
		const region = row.region || row.subdivision1 || undefined;
		const country = (row.country ?? '').toUpperCase();
		return enter(
			{
				page: {
					url: addressOf(row, domain),
					title: row.page_title,
					referrer: row.referrer_domain ? `https://${row.referrer_domain}${row.referrer_path ?? ''}` : undefined,
					screen: row.screen,
					language: row.language,
				},
				id: idOf(time, row.event_id || JSON.stringify(row)),
				name,
				time,
				session: row.session_id || undefined,
				user: row.distinct_id || undefined,
				props: type === types.event ? propsOf(row.event_id ?? '') : undefined,
			},
			{ ip: '', userAgent: '', languages: '', isServer: true },
			{
				agent: agentNamed({ browser: row.browser ?? '', os: row.os ?? '', device: row.device ?? '', bot: false }),
				country: /^[A-Z]{2}$/.test(country) ? country : '',
				...(region === undefined ? {} : { region }),
				...(row.city ? { city: row.city } : {}),
			},
		);
	};
}
