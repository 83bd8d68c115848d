/** An event id in numbers, as the table `events` keeps it. */
export interface IdParts {
	/** The 8 characters of base-36 milliseconds. */
	readonly time: number;
	/** The 12 characters of 6 bits, 6 and 6: each 36 bits, so exact as a number. */
	readonly high: number;
	readonly low: number;
	readonly n: number;
}

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz-';
const bitsOf = new Uint8Array(128);
for (let i = 0; i < ALPHABET.length; i++) bitsOf[ALPHABET.charCodeAt(i)] = i;

function bits36(text: string, from: number): number {
	let value = 0;
	for (let i = from; i < from + 6; i++) value = value * 64 + (bitsOf[text.charCodeAt(i) & 127] ?? 0);
	return value;
}

/** Takes an id of the shape `EVENT_ID` apart, or a page-view id; its `n` is 0 then. */
export function idParts(id: string): IdParts {
	return { time: Number.parseInt(id.slice(0, 8), 36), high: bits36(id, 8), low: bits36(id, 14), n: Number(id.slice(21)) };
}

const characters = (column: string): string =>
	[30, 24, 18, 12, 6, 0].map((shift) => `substr('${ALPHABET}', ((${column} >> ${shift}) & 63)::INTEGER + 1, 1)`).join(' || ');

/** A macro kept in the file, for whoever reads it: `SELECT event_id(page_time, page_high, page_low, n) FROM events`. */
export const idMacro = `CREATE OR REPLACE MACRO event_id(page_time, page_high, page_low, n) AS
	lpad(lower(to_base(page_time, 36)), 8, '0') || ${characters('page_high')} || ${characters('page_low')} || '.' || n`;
