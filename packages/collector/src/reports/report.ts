import type { Comparison, ReportAsk } from '@footfall/protocol';
import type { Cell, Dialect, Statement } from '../store/store.ts';
import type { Scope } from './scope.ts';

/** What a report has at hand to be answered. */
export interface ReportContext {
	readonly scope: Scope;
	/** The same of the range compared with, where one is asked for. */
	readonly before: Scope | undefined;
	/** Counts all visitors of the scope. */
	visitors(): Promise<number>;
	readonly dialect: Dialect;
	/** Milliseconds since the epoch. */
	readonly now: number;
	/** The rows of a statement; it ends with the time limit of all queries, or when who asked has left. */
	rows(statement: Statement): Promise<Cell[][]>;
}

/** What is asked; some reports are also asked to compare. */
type AnyAsk = ReportAsk & { readonly comparison?: Comparison };

/** One kind of report. */
export interface Report {
	/** What happened before its range is part of the answer. */
	readonly looksBack: boolean;
	/** Reads what is asked, and how that is answered. @throws {FootfallError} with code and place of the fault. */
	read(json: unknown): { readonly ask: AnyAsk; answer(context: ReportContext): Promise<object> };
}

/** Makes a report of its two halves. */
export function reportOf<Ask extends AnyAsk>(
	parse: (json: unknown) => Ask,
	answer: (ask: Ask, context: ReportContext) => Promise<object>,
	{ looksBack = false } = {},
): Report {
	return {
		looksBack,
		read(json) {
			const ask = parse(json);
			return { ask, answer: (context) => answer(ask, context) };
		},
	};
}
