import { type NamedRange, namedRanges } from '@footfall/protocol';

/** What a key on the page does. */
export type Command =
	| { do: 'range'; range: NamedRange }
	| { do: 'custom' | 'earlier' | 'later' | 'interval' | 'compare' | 'note' | 'search' | 'clear' | 'help' }
	| { do: 'site'; index: number };

/** The letters of the ranges, as on Plausible's dashboard. */
const rangeKeys = {
	D: 'day',
	E: 'yesterday',
	R: 'realtime',
	H: '24h',
	W: '7d',
	F: '28d',
	T: '30d',
	N: '91d',
	M: 'month',
	P: 'last_month',
	S: '6mo',
	L: '12mo',
	Y: 'year',
	A: 'all',
} as const satisfies Record<string, NamedRange>;

const others: Record<
	string,
	Command['do'] & ('custom' | 'earlier' | 'later' | 'interval' | 'compare' | 'note' | 'search' | 'clear' | 'help')
> = {
	C: 'custom',
	ARROWLEFT: 'earlier',
	ARROWRIGHT: 'later',
	I: 'interval',
	X: 'compare',
	K: 'note',
	'/': 'search',
	ESCAPE: 'clear',
	'?': 'help',
};

/** The parts of a key press that matter. */
export interface KeyPress {
	key: string;
	ctrlKey: boolean;
	metaKey: boolean;
	altKey: boolean;
}

/** The command of a key press; undefined for keys that are the browser's or nobody's. Whether somebody types is not asked here. */
export function commandOf({ key, ctrlKey, metaKey, altKey }: KeyPress): Command | undefined {
	if (ctrlKey || metaKey || altKey) return undefined;
	const name = key.toUpperCase();
	if (/^[1-9]$/.test(name)) return { do: 'site', index: Number(name) - 1 };
	if (Object.hasOwn(rangeKeys, name)) return { do: 'range', range: rangeKeys[name as keyof typeof rangeKeys] };
	const other = Object.hasOwn(others, name) ? others[name] : undefined;
	return other === undefined ? undefined : { do: other };
}

/** The letter of a range, if it has one. */
export function keyOfRange(range: NamedRange): string | undefined {
	return Object.entries(rangeKeys).find(([, name]) => name === range)?.[0];
}

/** The sheet of all keys, in sections. */
export const keySheet: { title: string; keys: { keys: string[]; does: string }[] }[] = [
	{
		title: 'Range',
		keys: [
			...Object.entries(rangeKeys).map(([key, range]) => ({ keys: [key], does: namedRanges[range] })),
			{ keys: ['C'], does: 'Custom range' },
		],
	},
	{
		title: 'View',
		keys: [
			{ keys: ['←', '→'], does: 'Earlier, later' },
			{ keys: ['I'], does: 'Next interval' },
			{ keys: ['X'], does: 'Comparison on, off' },
			{ keys: ['K'], does: 'Note on the chart' },
			{ keys: ['Esc'], does: 'Close, or clear the filters' },
			{ keys: ['/'], does: 'Search in details' },
			{ keys: ['1', '…', '9'], does: 'Change site' },
			{ keys: ['?'], does: 'This sheet' },
		],
	},
];
