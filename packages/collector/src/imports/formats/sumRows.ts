import type { DaySum, SumColumn, SumMeasure, SumTable } from '@footfall/protocol';
import { originOf } from '../../ingest/source.ts';
import { cut } from '../../ingest/text.ts';
import { agentNamed } from './named.ts';

/** A file of sums says what it says: only what no store takes goes. */
const TEXT = 2000;
const DAY = 86_400_000;
/** Beyond this, sums of sums would not be exact. */
const MOST = 1e12;

/** How tools call what they do not know. */
const nothing = new Set(['(not set)', '(none)', '(direct)', '(data not available)', 'Direct / None', 'ZZ']);

/** A value as it is kept; '' for what means none. */
export function cellText(text: string | undefined): string {
	const clean = cut((text ?? '').replace(/\p{Cc}/gu, '').trim(), TEXT);
	return nothing.has(clean) ? '' : clean;
}

/** Days since 1970-01-01 of `2026-01-31` or `20260131`; undefined for what is none, or lies behind tomorrow. */
export function dayOf(text: string, now: number): number | undefined {
	const [, year = '', month = '', date = ''] = /^(\d{4})-?(\d\d)-?(\d\d)$/.exec(text) ?? [];
	const at = Date.UTC(Number(year), Number(month) - 1, Number(date));
	if (year === '' || new Date(at).toISOString().slice(0, 10) !== `${year}-${month}-${date}`) return undefined;
	return at < 0 || at > now + DAY ? undefined : at / DAY;
}

/** A whole number of a cell; undefined for what is none. */
export function countOf(text: string): number | undefined {
	const value = /^\d{1,13}(\.0+)?$/.test(text) ? Number(text) : Number.NaN;
	return value <= MOST ? value : undefined;
}

export type Values = DaySum['values'];
export type Measures = Partial<Record<SumMeasure, number>>;

/** Source, referrer and channel in the names that visits of our own get, so that the two add up under one. */
export function sourceValues(source: string, referrer: string, medium: string): Values {
	const params = { ...(source === '' ? {} : { utm_source: source }), ...(medium === '' ? {} : { utm_medium: medium }) };
	return originOf({ params }, referrer === '' ? '' : `https://${referrer.replace(/^https?:\/\//, '')}`, () => false);
}

export function browserValues(browser: string, version: string): Values {
	const agent = agentNamed({ browser, os: '', device: '', bot: false });
	return { browser: agent.browser, browser_version: version.split('.')[0] ?? '' };
}

export function systemValues(system: string, version: string): Values {
	const { os } = agentNamed({ browser: '', os: system, device: '', bot: false });
	return { os, os_version: version.split('.').slice(0, 2).join('.') };
}

export const deviceValues = (device: string): Values => ({ device: agentNamed({ browser: '', os: '', device, bot: false }).device });

/** A row of sums with only the values that are there. */
export function daySum(table: SumTable, day: number, values: Values, sums: Measures & { visitors: number }): Omit<DaySum, 'line'> {
	const given = Object.entries(values).filter(([, value]) => value !== '') as [SumColumn, string][];
	return { table, day, values: Object.fromEntries(given), sums };
}
