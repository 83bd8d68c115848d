import { FootfallError } from '@footfall/protocol';
import { LRUCache } from 'lru-cache';
import type { StoreReader } from '../store/store.ts';
import { createParams } from './params.ts';
import type { Pattern } from './settings.ts';

/** Looks whether the store understands regular expressions, before a question holds them: only then can the place of the fault be told. */
export interface PatternCheck {
	/** Rejects with `invalid_pattern` and the place of the first that is wrong. */
	check(patterns: readonly Pattern[], signal?: AbortSignal): Promise<void>;
}

const KEPT = 1000;

export function createPatternCheck(store: Pick<StoreReader, 'query' | 'dialect'>): PatternCheck {
	const known = new LRUCache<string, true>({ max: KEPT });
	const look = async (pattern: string, signal: AbortSignal | undefined): Promise<void> => {
		const { bind, values } = createParams();
		const sql = `SELECT ${store.dialect.matches("''", bind(pattern), true)}`;
		await store.query({ sql, params: values }, signal === undefined ? {} : { signal });
	};

	return {
		async check(patterns, signal) {
			for (const { pattern, at } of patterns) {
				if (known.get(pattern)) continue;
				try {
					await look(pattern, signal);
				} catch (cause) {
					if (cause instanceof FootfallError) throw cause;
					// Where an innocent one fails too, it is not the pattern's fault.
					await look('x', signal);
					const message = `${JSON.stringify(pattern)} is not a regular expression of RE2’s syntax.`;
					throw new FootfallError('invalid_pattern', { at, message, cause });
				}
				known.set(pattern, true);
			}
		},
	};
}
