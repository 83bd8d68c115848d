import type { ComponentChildren } from 'preact';
import { useApp } from '../context.ts';
import { Icon } from './icon.tsx';

interface PagingProps {
	/** From 0. */
	page: number;
	/** Rows of a page, and of all pages. */
	size: number;
	total: number;
	onPage(page: number): void;
	/** Between the two. */
	children?: ComponentChildren;
}

/** Which rows of how many there are to be seen, and the way to the others. */
export function Paging({ page, size, total, onPage, children }: PagingProps) {
	const { numbers } = useApp();
	const last = Math.max(0, Math.ceil(total / size) - 1);
	return (
		<footer class="details-foot">
			<span>
				{total > 0 && `${numbers.count(page * size + 1)}–${numbers.count(Math.min(total, (page + 1) * size))} of ${numbers.count(total)}`}
			</span>
			{children}
			<div class="details-pages">
				<button type="button" class="button" disabled={page === 0} onClick={() => onPage(page - 1)}>
					<Icon name="left" /> Back
				</button>
				<button type="button" class="button" disabled={page >= last} onClick={() => onPage(page + 1)}>
					Next <Icon name="right" />
				</button>
			</div>
		</footer>
	);
}
