import type { FunctionComponent } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { FailureNote } from './failure.tsx';

type Load = () => Promise<FunctionComponent>;
type Loaded = { readonly load: Load; readonly Content: FunctionComponent } | { readonly load: Load; readonly failed: true };

/** What was loaded once is drawn at once when one comes back. */
const known = new Map<Load, FunctionComponent>();

/** A part of the page that is fetched when it is first opened. */
export function Lazy({ load }: { load: Load }) {
	const [loaded, setLoaded] = useState<Loaded | undefined>(undefined);
	const [tries, setTries] = useState(0);
	useEffect(() => {
		let left = false;
		load().then(
			(Content) => {
				known.set(load, Content);
				if (!left) setLoaded({ load, Content });
			},
			() => {
				if (!left) setLoaded({ load, failed: true });
			},
		);
		return () => {
			left = true;
		};
	}, [load, tries]);

	const Content = known.get(load) ?? (loaded?.load === load && 'Content' in loaded ? loaded.Content : undefined);
	if (Content !== undefined) return <Content />;
	if (loaded?.load === load) {
		const retry = (): void => {
			setLoaded(undefined);
			setTries(tries + 1);
		};
		return <FailureNote failure={{ code: 'offline', message: 'This page could not be fetched from the server.' }} retry={retry} />;
	}
	return <span class="skeleton page-wait" role="status" aria-label="Loading" />;
}
