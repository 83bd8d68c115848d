import { useEffect } from 'preact/hooks';
import { useApp, useSite } from '../context.ts';
import type { ItemKind, ItemList } from './items.ts';

/** Others add to the lists too, a deploy script for one. */
const EVERY_MS = 20_000;

/** A list of the site on the page, kept up to date for as long as something on it is shown. */
export function useItems<K extends ItemKind>(kind: K): ItemList<K> {
	const { items } = useApp();
	const site = useSite();
	const list = items.of(site.id, kind);
	useEffect(() => {
		void list.load();
		const timer = setInterval(() => {
			if (document.visibilityState === 'visible') void list.load();
		}, EVERY_MS);
		return () => clearInterval(timer);
	}, [list]);
	return list;
}
