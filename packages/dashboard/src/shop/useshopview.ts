import { useApp } from '../context.ts';
import { readShop, type ShopView, writeShop } from './shopview.ts';

/** What of the shop the address says, and the way to change it. */
export function useShopView(): { readonly shown: ShopView; change(next: ShopView, how?: 'push' | 'replace'): void } {
	const { view, go } = useApp();
	return {
		shown: readShop(view.value.own),
		change: (next, how = 'replace') => go({ own: writeShop(next) }, how),
	};
}
