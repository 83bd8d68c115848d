const INSTANT = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(\.\d+)?\s?(Z|[+-]\d\d(?::?\d\d)?)?$/i;

/**
 * The instant that a cell names as ISO 8601, to the second at least; without an offset in UTC. NaN for anything else: what a date of another kind
 * means depends on who reads it.
 *
 * @returns milliseconds since the epoch
 */
export function instantOf(text: string): number {
	const [, day = '', time = '', fraction = '', offset = 'Z'] = INSTANT.exec(text.trim()) ?? [];
	const wall = Date.parse(`${day}T${time}Z`);
	// A parser may take the 31st of February for the 3rd of March.
	if (Number.isNaN(wall) || !new Date(wall).toISOString().startsWith(`${day}T${time}`)) return Number.NaN;
	const zone = /^z$/i.test(offset) ? 'Z' : `${offset.slice(0, 3)}:${offset.slice(3).replace(':', '') || '00'}`;
	return Date.parse(`${day}T${time}${fraction.slice(0, 4)}${zone}`);
}
