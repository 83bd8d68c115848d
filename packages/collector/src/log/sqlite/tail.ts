import type { LoggedEntry } from '../log.ts';

/** The newest entries, kept in memory after they are durable, so that subscribers who keep up cost no reading. */
export interface Tail {
	/** Entries of one commit; `first` is the offset of the first. */
	push(first: number, values: readonly string[]): void;
	/** Entries from exactly `from` on, or undefined when they are not all here. */
	read(from: number, maxEntries: number): LoggedEntry[] | undefined;
	clear(): void;
}

interface Commit {
	readonly first: number;
	readonly values: readonly string[];
	readonly chars: number;
}

/** A tail of at most `maxChars` characters; a single larger commit is not kept. */
export function createTail(maxChars: number): Tail {
	let commits: Commit[] = [];
	let chars = 0;

	// Half of it at once, so that a full tail does not copy its list for every commit.
	const drop = (): void => {
		let count = 0;
		while (chars > maxChars / 2 && count < commits.length) chars -= commits[count++]?.chars ?? 0;
		commits = commits.slice(count);
	};

	return {
		push(first, values) {
			const own = values.reduce((sum, value) => sum + value.length, 0);
			commits.push({ first, values, chars: own });
			chars += own;
			if (chars > maxChars) drop();
		},
		read(from, maxEntries) {
			let at = commits.length - 1;
			while (at > 0 && (commits[at]?.first ?? 0) > from) at--;
			if (at < 0 || (commits[at]?.first ?? 0) > from) return undefined;
			const entries: LoggedEntry[] = [];
			for (; at < commits.length && entries.length < maxEntries; at++) {
				const { first, values } = commits[at] as Commit;
				const skip = Math.max(0, from - first);
				for (let i = skip; i < values.length && entries.length < maxEntries; i++) {
					entries.push({ offset: first + i, value: values[i] as string });
				}
			}
			return entries.length > 0 ? entries : undefined;
		},
		clear() {
			commits = [];
			chars = 0;
		},
	};
}
