import type { Buyer, Money } from '@footfall/protocol';
import type { ComponentChildren } from 'preact';
import { useApp } from '../context.ts';
import { ValueMark } from '../panels/valuemark.tsx';
import { toggledValue } from '../state/filters.ts';
import type { PanelDimension } from '../state/view.ts';

/** A value that the page is filtered by on a click. */
export function FilterLink({ dimension, value, children }: { dimension: PanelDimension; value: string; children?: ComponentChildren }) {
	const { view, go, labels } = useApp();
	const label = labels.of(dimension, value);
	return (
		<button
			type="button"
			class="report-link shop-link"
			title={`Only visits with ${label}`}
			onClick={() => go({ filters: toggledValue(view.peek().filters, dimension, value) })}
		>
			<ValueMark dimension={dimension} value={value} />
			<bdi>{children ?? label}</bdi>
		</button>
	);
}

const kinds: Record<Buyer['kind'], string> = {
	user: 'An identified user',
	browser: 'A visitor with a persistent id',
	day: 'A visitor who is known for this day only',
};

/** Who bought: a user by the id, which filters; anybody else by the beginning of a hash. */
export function BuyerCell({ buyer: { id, kind, returning } }: { buyer: Buyer }) {
	const short = kind === 'user' ? id : id.slice(0, 8);
	return (
		<span class="shop-buyer" title={`${kinds[kind]}: ${id}`}>
			{kind === 'user' ? (
				<FilterLink dimension="visit:user" value={id}>
					{short}
				</FilterLink>
			) : (
				<code>{short}</code>
			)}
			{returning === true && <span class="shop-again">again</span>}
		</span>
	);
}

/** Money as a file has it: with its currency, several never added. */
export function moneyText(amounts: readonly Money[]): string {
	return amounts.map(({ value, currency }) => `${value} ${currency}`).join(', ');
}

/** Instants carry the site's offset: their date and time as they are written are those of its clocks. */
export function TimeCell({ instant }: { instant: string }) {
	const { times } = useApp();
	return <time dateTime={instant}>{times.local(instant)}</time>;
}
