import type { ExportProgress, ImportInfo } from '@footfall/protocol';
import { useEffect, useState } from 'preact/hooks';
import { type Failure, toFailure } from '../data/api.ts';
import type { Transfers } from '../data/transfers.ts';

/** While something moves, and while nothing does; milliseconds. */
const BUSY_MS = 700;
const IDLE_MS = 5000;

export interface Watched {
	/** Undefined until they are known. */
	readonly imports: readonly ImportInfo[] | undefined;
	readonly exports: readonly ExportProgress[];
	/** Why the last look failed; what was seen before stays. */
	readonly failure: Failure | undefined;
	/** Looks at once, and closely from then on. */
	readonly look: () => void;
}

const moves = ({ state }: ImportInfo): boolean => state === 'running' || state === 'undoing';

/** Imports and exports of a site as they go on; nobody is asked while nobody looks. */
export function useTransfers(transfers: Transfers): Watched {
	const [seen, setSeen] = useState<Omit<Watched, 'look'>>({ imports: undefined, exports: [], failure: undefined });
	const [asked, setAsked] = useState(0);
	useEffect(() => {
		const leaving = new AbortController();
		let timer = 0;
		let busy = true;
		let looks = 0;
		const look = async (): Promise<void> => {
			if (document.visibilityState === 'visible') {
				try {
					const [imports, exports] = await Promise.all([transfers.imports(leaving.signal), transfers.exports(leaving.signal)]);
					setSeen({ imports, exports, failure: undefined });
					// What was just begun may take a moment to be seen.
					busy = looks++ < 3 || imports.some(moves) || exports.length > 0;
				} catch (error) {
					if (leaving.signal.aborted) return;
					setSeen((before) => ({ ...before, failure: toFailure(error) }));
				}
			}
			if (!leaving.signal.aborted) timer = window.setTimeout(look, busy ? BUSY_MS : IDLE_MS);
		};
		void look();
		return () => {
			leaving.abort();
			window.clearTimeout(timer);
		};
	}, [transfers, asked]);
	return { ...seen, look: () => setAsked((count) => count + 1) };
}
