/** An event id in numbers, as the table `events` keeps it. */
export interface IdParts {
	/** The 8 characters of base-36 milliseconds. */
	readonly time: number;
	/** The 12 random characters, 72 bits, in 48: exact as a number. */
	readonly random: number;
	readonly n: number;
}

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz-';
const bitsOf = new Uint8Array(128);
for (let i = 0; i < ALPHABET.length; i++) bitsOf[ALPHABET.charCodeAt(i)] = i;

/** 2^48 divided by the golden ratio, odd, in halves: what differs in the last characters, such as a counter's, differs everywhere. */
const SPREAD = { high: 0x9e3779, low: 0xb97f4b };
const BITS_24 = 2 ** 24;
const BITS_48 = 2 ** 48;

function bitsIn(text: string, from: number, to: number): number {
	let value = 0;
	for (let i = from; i < to; i++) value = value * 64 + (bitsOf[text.charCodeAt(i) & 127] ?? 0);
	return value;
}

/** The first 8 characters, and the other 4 spread over them; ids that end in 0000 stay as they are. */
function randomOf(id: string): number {
	const tail = bitsIn(id, 16, 20);
	const spread = (((tail * SPREAD.high) % BITS_24) * BITS_24 + tail * SPREAD.low) % BITS_48;
	return (bitsIn(id, 8, 16) + spread) % BITS_48;
}

/** Takes an id of the shape `EVENT_ID` apart, or a page-view id; its `n` is 0 then. */
export function idParts(id: string): IdParts {
	return { time: Number.parseInt(id.slice(0, 8), 36), random: randomOf(id), n: Number(id.slice(21)) };
}

const characters = [42, 36, 30, 24, 18, 12, 6, 0]
	.map((shift) => `substr('${ALPHABET}', ((page_random >> ${shift}) & 63)::INTEGER + 1, 1)`)
	.join(' || ');

/** `random` of rows that hold 36 bits and 36, as an older version did. */
export const randomOfHalves = `(((page_high::HUGEINT << 12) + (page_low >> 24) + (page_low & ${BITS_24 - 1})::HUGEINT * ${BigInt(SPREAD.high) * BigInt(BITS_24) + BigInt(SPREAD.low)}) % ${BITS_48})::BIGINT`;

/**
 * A macro kept in the file, for whoever reads it: `SELECT event_id(page_time, page_random, n) FROM events` is an id that stands for the same
 * event wherever it is taken in.
 */
export const idMacro = `CREATE OR REPLACE MACRO event_id(page_time, page_random, n) AS
	lpad(lower(to_base(page_time, 36)), 8, '0') || ${characters} || '0000.' || n`;
