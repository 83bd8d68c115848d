import { useEffect, useState } from 'preact/hooks';
import type { Failure } from '../data/api.ts';

/** A part of the program that is loaded when it is first needed. */
export interface Lazy<T> {
	readonly part: T | undefined;
	readonly failure: Failure | undefined;
	retry(): void;
}

/** Loads a part once; `load` must be the same function each time. What fails is tried again when asked to. */
export function useLazy<T>(load: () => Promise<T>): Lazy<T> {
	const [part, setPart] = useState<{ readonly of: T }>();
	const [failure, setFailure] = useState<Failure>();
	const [tries, setTries] = useState(0);
	useEffect(() => {
		let gone = false;
		load().then(
			(loaded) => {
				if (!gone) setPart({ of: loaded });
			},
			() => {
				if (!gone) setFailure({ code: 'offline', message: 'This part of the page could not be loaded.' });
			},
		);
		return () => {
			gone = true;
		};
	}, [load, tries]);
	return {
		part: part?.of,
		failure,
		retry() {
			setFailure(undefined);
			setTries(tries + 1);
		},
	};
}
