import { useEffect, useRef } from 'preact/hooks';
import { Icon } from '../ui/icon.tsx';

/** Milliseconds without a key before it is searched. */
const PAUSE_MS = 200;

/** A field that searches while one types. */
export function SearchField({ label, initial = '', onSearch }: { label: string; initial?: string; onSearch(text: string): void }) {
	const timer = useRef(0);
	useEffect(() => () => clearTimeout(timer.current), []);
	return (
		<div class="search">
			<Icon name="search" />
			<input
				class="input"
				type="search"
				data-search
				data-focus
				aria-label={label}
				placeholder="Search …"
				autocomplete="off"
				spellcheck={false}
				defaultValue={initial}
				onInput={(event) => {
					const text = event.currentTarget.value.trim();
					clearTimeout(timer.current);
					timer.current = window.setTimeout(() => onSearch(text), PAUSE_MS);
				}}
				onKeyDown={(event) => {
					// Esc empties the field first, and only then closes the window.
					if (event.key !== 'Escape' || event.currentTarget.value === '') return;
					event.preventDefault();
					event.currentTarget.value = '';
					onSearch('');
				}}
			/>
		</div>
	);
}
