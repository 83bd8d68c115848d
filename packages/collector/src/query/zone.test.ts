import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { zoneOf } from './zone.ts';

const at = (iso: string): number => Date.parse(iso);
const wall = (local: string): number => Date.parse(`${local}Z`);

describe('a zone', () => {
	it.each([
		['Europe/Berlin', '2026-03-29T00:59:59Z', '2026-03-29T01:59:59+01:00'],
		['Europe/Berlin', '2026-03-29T01:00:00Z', '2026-03-29T03:00:00+02:00'],
		['Europe/Berlin', '2026-10-25T00:59:59Z', '2026-10-25T02:59:59+02:00'],
		['Europe/Berlin', '2026-10-25T01:00:00Z', '2026-10-25T02:00:00+01:00'],
		['America/New_York', '2026-03-08T07:00:00Z', '2026-03-08T03:00:00-04:00'],
		['Asia/Kolkata', '2026-01-01T00:00:00Z', '2026-01-01T05:30:00+05:30'],
		['Asia/Kathmandu', '2026-01-01T00:00:00Z', '2026-01-01T05:45:00+05:45'],
		['Australia/Lord_Howe', '2026-04-04T15:00:00Z', '2026-04-05T01:30:00+10:30'],
		['Pacific/Apia', '2011-12-30T10:00:00Z', '2011-12-31T00:00:00+14:00'],
		['Pacific/Apia', '2011-12-30T09:59:59Z', '2011-12-29T23:59:59-10:00'],
		['America/St_Johns', '2026-07-01T12:00:00Z', '2026-07-01T09:30:00-02:30'],
		['UTC', '1969-12-31T23:59:59Z', '1969-12-31T23:59:59+00:00'],
	])('%s at %s shows %s', (name, instant, shown) => {
		expect(zoneOf(name).iso(at(instant))).toBe(shown);
	});

	it.each([
		['an ordinary time', 'Europe/Berlin', '2026-07-01T00:00:00', '2026-06-30T22:00:00Z'],
		['the first of a repeated hour', 'Europe/Berlin', '2026-10-25T02:30:00', '2026-10-25T00:30:00Z'],
		['the end of a skipped hour', 'Europe/Berlin', '2026-03-29T02:00:00', '2026-03-29T01:00:00Z'],
		['a midnight that comes twice: the first', 'America/Havana', '2026-11-01T00:00:00', '2026-11-01T04:00:00Z'],
		['a midnight that is skipped: when the day begins', 'America/Havana', '2026-03-08T00:00:00', '2026-03-08T05:00:00Z'],
		['a midnight to which clocks go back from the day after', 'America/Sao_Paulo', '2019-02-17T00:00:00', '2019-02-17T03:00:00Z'],
		['a midnight in a half-hour zone', 'Asia/Kolkata', '2026-02-01T00:00:00', '2026-01-31T18:30:00Z'],
	])('finds %s', (_, name, local, instant) => {
		expect(new Date(zoneOf(name).instant(wall(local))).toISOString()).toBe(new Date(at(instant)).toISOString());
	});

	it('shows again what it was asked for, but for skipped times', () => {
		const names = fc.constantFrom(
			'Europe/Berlin',
			'America/New_York',
			'Asia/Kolkata',
			'Australia/Lord_Howe',
			'America/Havana',
			'Pacific/Chatham',
			'UTC',
		);
		fc.assert(
			fc.property(names, fc.integer({ min: at('2000-01-01T00:00:00Z'), max: at('2035-01-01T00:00:00Z') }), (name, instant) => {
				const zone = zoneOf(name);
				const again = zone.instant(zone.wall(instant));
				expect(zone.wall(again)).toBe(zone.wall(instant));
				expect(again).toBeLessThanOrEqual(instant);
			}),
		);
	});

	it('agrees with Intl around every change of five years', () => {
		for (const name of ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Africa/Casablanca', 'Asia/Tehran', 'America/Havana']) {
			const zone = zoneOf(name);
			const format = new Intl.DateTimeFormat('sv-SE', { timeZone: name, dateStyle: 'short', timeStyle: 'medium' });
			for (let time = at('2022-01-01T00:00:00Z'); time < at('2027-01-01T00:00:00Z'); time += 7 * 3_600_000 + 1_800_000) {
				expect(new Date(zone.wall(time)).toISOString().slice(0, 19).replace('T', ' ')).toBe(format.format(time));
			}
		}
	});

	it('must exist', () => {
		expect(() => zoneOf('Mars/Olympus')).toThrow(RangeError);
	});
});
