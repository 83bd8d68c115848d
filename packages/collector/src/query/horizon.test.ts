import { expect, it } from 'vitest';
import { createHorizon } from './horizon.ts';
import { zoneOf } from './zone.ts';

it('the horizon is the start of the earliest day that was touched of late', () => {
	const at = (iso: string): number => Date.parse(iso);
	let now = at('2026-03-29T10:20:00Z');
	const horizon = createHorizon({ clock: () => now });
	const zone = zoneOf('Europe/Berlin');
	const of = (site = 'shop'): string => zone.iso(horizon.of(site, zone));

	expect(of()).toBe('2026-03-29T00:00:00+01:00');
	horizon.touched('shop', now - 60_000);
	expect(of()).toBe('2026-03-29T00:00:00+01:00');
	horizon.touched('shop', at('2026-03-27T23:30:00Z'));
	horizon.touched('shop', now);
	expect(of()).toBe('2026-03-28T00:00:00+01:00');
	expect(of('other')).toBe('2026-03-29T00:00:00+01:00');

	now = at('2026-03-29T11:59:00Z');
	expect(of()).toBe('2026-03-28T00:00:00+01:00');
	horizon.touched('shop', now);
	expect(of()).toBe('2026-03-28T00:00:00+01:00');
	now = at('2026-03-29T12:01:00Z');
	expect(of()).toBe('2026-03-29T00:00:00+01:00');
	now = at('2026-03-30T22:00:00Z');
	expect(of()).toBe('2026-03-31T00:00:00+02:00');
});
