import type { DuckDBConnection } from '@duckdb/node-api';
import { LRUCache } from 'lru-cache';
import type { StoreBatch, VisitRow } from '../store.ts';
import { type Field, shape } from './columns.ts';
import { type Group, groups, NOTHING } from './groups.ts';
import { insert, type Statements, stage } from './statements.ts';

/** The numbers of a visit's combinations, in the order of `groups`. */
export type Codes = readonly number[];
/** Of a visit of the batch; of null: what has no visit. */
export type CodesOf = (visit: VisitRow | null) => Codes;

/** Which combination has which number: those used last, and the rest in the file. */
export interface Combinations {
	/** Reads anew; after opening, and whenever a commit's fate is not known. */
	load(): Promise<void>;
	/** Inside the transaction: gives every visit of the batch its numbers, new ones where a combination is new. */
	number(batch: StoreBatch): Promise<CodesOf>;
}

interface Combination {
	readonly key: string;
	readonly values: readonly string[];
}
type Numbered = Combination & { readonly id: number };

/** Of each group, kept in memory: some hundred bytes each. */
const KEPT = 10_000;
/** Stands in no value: the aggregator takes it out. */
const BETWEEN = '\0';

const nothing: Codes = groups.map(() => NOTHING);

export function createCombinations(connection: DuckDBConnection, statements: Statements, kept = KEPT): Combinations {
	const tables = groups.map((group) => numberedIn(group, connection, statements, kept));
	return {
		async load() {
			// all of them before the first that may fail: a number that was rolled back would lead nowhere
			for (const table of tables) table.forget();
			for (const table of tables) await table.load();
		},
		async number(batch) {
			const visits = [...new Set(visitsOf(batch))];
			const numbers: number[][] = [];
			for (const table of tables) numbers.push(await table.number(visits));
			const codes = new Map(visits.map((visit, i) => [visit, numbers.map((column) => column[i] ?? NOTHING)]));
			return (visit) => (visit === null ? nothing : (codes.get(visit) ?? nothing));
		},
	};
}

function* visitsOf({ events, opened, moved, joined }: StoreBatch): Generator<VisitRow> {
	yield* opened;
	for (const { visit } of events) if (visit) yield visit;
	for (const { to } of moved) yield to;
	for (const { visit } of joined) yield visit;
}

function numberedIn({ table, columns }: Group, connection: DuckDBConnection, statements: Statements, kept: number) {
	const known = new LRUCache<string, number>({ max: kept });
	const empty = BETWEEN.repeat(columns.length - 1);
	let next = NOTHING + 1;
	/** Whether `known` has all that the file has. */
	let complete = true;

	const valueFields = <Row extends Combination>(): Record<string, Field<Row>> =>
		Object.fromEntries(columns.map((name, i) => [name, { type: 'text', of: ({ values }: Row) => values[i] ?? '' } as const]));
	const rows = shape<Numbered>({ id: { type: 'uint32', of: ({ id }) => id }, ...valueFields<Numbered>() });
	const wanted = shape<Combination & { i: number }>({
		i: { type: 'uint32', of: ({ i }) => i },
		...valueFields<Combination & { i: number }>(),
	});
	const equal = columns.map((name) => `t.${name} = k.${name}`).join(' AND ');

	function learn(key: string, id: number): void {
		complete &&= known.size < kept;
		known.set(key, id);
	}

	/** Looks into the file for what memory does not have. */
	async function find(missing: readonly Combination[]): Promise<Numbered[]> {
		await statements.run(
			stage(
				'wanted_combinations',
				wanted,
				missing.map((row, i) => ({ ...row, i })),
			),
		);
		const found = await connection.runAndReadAll(
			`SELECT k.i, min(t.id) FROM ${table} t JOIN wanted_combinations k ON ${equal} GROUP BY k.i`,
		);
		return found.getRows().flatMap(([i, id]) => {
			const row = missing[Number(i)];
			return row ? [{ ...row, id: Number(id) }] : [];
		});
	}

	return {
		forget(): void {
			known.clear();
			complete = false;
		},

		async load() {
			const text = columns.join(', ');
			const newest = await connection.runAndReadAll(
				`SELECT id, ${text} FROM ${table} WHERE id <> ${NOTHING} ORDER BY id DESC LIMIT ${kept}`,
			);
			const read = newest.getRows();
			next = Number(read[0]?.[0] ?? NOTHING) + 1;
			complete = read.length < kept;
			for (const [id, ...values] of read.reverse()) known.set(values.join(BETWEEN), Number(id));
		},

		async number(visits: readonly VisitRow[]): Promise<number[]> {
			const combinations = visits.map(({ dims }): Combination => {
				const values = columns.map((name) => dims[name] ?? '');
				return { key: values.join(BETWEEN), values };
			});
			const numbers = new Map<string, number>([[empty, NOTHING]]);
			const put = ({ key, id }: Numbered): void => {
				numbers.set(key, id);
				learn(key, id);
			};
			const missing = new Map<string, Combination>();
			for (const row of combinations) {
				if (numbers.has(row.key)) continue;
				const id = known.get(row.key);
				if (id === undefined) missing.set(row.key, row);
				else numbers.set(row.key, id);
			}
			if (missing.size > 0 && !complete) for (const row of await find([...missing.values()])) put(row);
			const fresh = [...missing.values()].flatMap((row): Numbered[] => (numbers.has(row.key) ? [] : [{ ...row, id: next++ }]));
			if (fresh.length > 0) await statements.run(insert(table, rows, fresh));
			for (const row of fresh) put(row);
			return combinations.map(({ key }) => numbers.get(key) ?? NOTHING);
		},
	};
}
