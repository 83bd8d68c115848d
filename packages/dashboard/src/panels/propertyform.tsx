import { useState } from 'preact/hooks';
import type { PanelDimension } from '../state/view.ts';

/** Asks for the key of a custom property, to break the events down by it. */
export function PropertyForm({ onChoose }: { onChoose(dimension: PanelDimension): void }) {
	const [key, setKey] = useState('');
	return (
		<form
			class="menu-end property"
			onSubmit={(event) => {
				event.preventDefault();
				if (key.trim() !== '') onChoose(`event:props:${key.trim()}`);
			}}
		>
			<input
				class="input"
				aria-label="Property"
				placeholder="Property, e.g. plan"
				autocomplete="off"
				autocapitalize="none"
				spellcheck={false}
				value={key}
				onInput={(event) => setKey(event.currentTarget.value)}
			/>
			<button type="submit" class="button" disabled={key.trim() === ''}>
				Show
			</button>
		</form>
	);
}
