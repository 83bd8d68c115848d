import { useEffect } from 'preact/hooks';
import { useApp, useSite } from '../context.ts';
import type { ItemKind, ItemList } from './items.ts';

/** A list of the site on the page, kept up to date for as long as something on it is shown. */
export function useItems<K extends ItemKind>(kind: K): ItemList<K> {
	const { items } = useApp();
	const site = useSite();
	const list = items.of(site.id, kind);
	useEffect(() => list.hold(), [list]);
	return list;
}
