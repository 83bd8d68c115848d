import { flagOf, isCountry } from '../format/labels.ts';
import type { PanelDimension } from '../state/view.ts';

let flags: boolean | undefined;

/** A small sign before a value: a country's flag, or its code where the machine has no flags. */
export function ValueMark({ dimension, value }: { dimension: PanelDimension; value: string }) {
	if (dimension !== 'visit:country') return null;
	if (!isCountry(value)) return <span class="value-code" aria-hidden="true" />;
	flags ??= drawsFlags();
	return (
		<span class={flags ? 'value-flag' : 'value-code'} aria-hidden="true">
			{flags ? flagOf(value) : value}
		</span>
	);
}

/** Windows and bare Linux draw a flag as two letters; a flag has a colour, letters are as black as the pen. */
function drawsFlags(): boolean {
	const canvas = document.createElement('canvas');
	canvas.width = canvas.height = 20;
	const context = canvas.getContext('2d', { willReadFrequently: true });
	if (context === null) return false;
	context.textBaseline = 'top';
	context.font = '16px sans-serif';
	context.fillText(flagOf('DE'), 0, 0);
	const { data } = context.getImageData(0, 0, 20, 20);
	return data.some((value, index) => index % 4 !== 3 && value > 40);
}
