/** What is known, outside of the server, of one event that was sent. */
interface LedgerLine {
	readonly name: string;
	/** True once an answer said that it is durable. */
	acknowledged: boolean;
	/** The code with which it was rejected for good. */
	rejected?: string;
	/** How often it went out. */
	sends: number;
}

/** The books of the sender: which events exist, and which of them the server has promised to keep. */
export interface Ledger {
	readonly lines: ReadonlyMap<string, LedgerLine>;
	made(id: string, name: string): void;
	sent(ids: readonly string[]): void;
	acknowledged(id: string): void;
	rejected(id: string, code: string): void;
}

export function createLedger(): Ledger {
	const lines = new Map<string, LedgerLine>();
	const line = (id: string): LedgerLine => {
		const found = lines.get(id);
		if (!found) throw new Error(`The ledger does not know ${id}.`);
		return found;
	};
	return {
		lines,
		made(id, name) {
			if (lines.has(id)) throw new Error(`The generator made ${id} twice.`);
			lines.set(id, { name, acknowledged: false, sends: 0 });
		},
		sent(ids) {
			for (const id of ids) line(id).sends++;
		},
		acknowledged(id) {
			line(id).acknowledged = true;
		},
		rejected(id, code) {
			line(id).rejected = code;
		},
	};
}

/** The books held against the store. All lists are empty when every promise was kept. */
export interface Verdict {
	readonly made: number;
	readonly acknowledged: number;
	readonly unacknowledged: number;
	/** Unacknowledged events that are stored all the same: allowed. */
	readonly storedUnacknowledged: number;
	readonly sentMoreThanOnce: number;
	readonly stored: number;
	/** Acknowledged, but not in the store. */
	readonly lost: string[];
	/** In the store more than once. */
	readonly twice: string[];
	/** In the store, but never made. */
	readonly unknown: string[];
	readonly rejected: string[];
}

/** @param stored How many rows the store holds for each id. */
export function judge(ledger: Ledger, stored: ReadonlyMap<string, number>): Verdict {
	const lines = [...ledger.lines];
	const acknowledged = lines.filter(([, line]) => line.acknowledged);
	const open = lines.filter(([, line]) => !line.acknowledged);
	return {
		made: lines.length,
		acknowledged: acknowledged.length,
		unacknowledged: open.length,
		storedUnacknowledged: open.filter(([id]) => stored.has(id)).length,
		sentMoreThanOnce: lines.filter(([, { sends }]) => sends > 1).length,
		stored: stored.size,
		lost: acknowledged.flatMap(([id]) => (stored.has(id) ? [] : [id])),
		twice: [...stored].flatMap(([id, count]) => (count > 1 ? [id] : [])),
		unknown: [...stored.keys()].filter((id) => !ledger.lines.has(id)),
		rejected: lines.flatMap(([id, { rejected }]) => (rejected === undefined ? [] : [`${id} ${rejected}`])),
	};
}
