import type { PanelDimension } from '../state/view.ts';

/** An address that is safe to follow, or undefined: only http and https, never `javascript:`. */
export function safeLink(text: string): string | undefined {
	if (!/^https?:\/\//i.test(text)) return undefined;
	try {
		const { href, protocol } = new URL(text);
		return protocol === 'http:' || protocol === 'https:' ? href : undefined;
	} catch {
		return undefined;
	}
}

/** Where a row leads outside the dashboard: a page to itself, a referrer to its source. */
export function linkOf(dimension: PanelDimension, value: string, domain: string): string | undefined {
	switch (dimension) {
		case 'event:page':
		case 'visit:entry_page':
		case 'visit:exit_page':
			return value.startsWith('/') && !value.startsWith('//') ? safeLink(`https://${domain}${value}`) : undefined;
		case 'event:hostname':
			return /^[\w.-]+$/.test(value) ? safeLink(`https://${value}/`) : undefined;
		case 'visit:referrer':
			return safeLink(value) ?? (/^[\w-]+(\.[\w-]+)+(\/|$)/.test(value) ? safeLink(`https://${value}`) : undefined);
		default:
			return undefined;
	}
}
