import { type ReadonlySignal, signal } from '@preact/signals';

/** `system` follows the machine. */
export const themes = { system: 'System theme', light: 'Light theme', dark: 'Dark theme' } as const;
type Theme = keyof typeof themes;

/** The key that public/theme.js reads before the first paint. */
const KEY = 'footfall.theme';

/** The chosen theme, kept in this browser; `shade` is what it comes to now. */
export interface ThemeChoice {
	readonly theme: ReadonlySignal<Theme>;
	readonly shade: ReadonlySignal<'light' | 'dark'>;
	next(): void;
}

export function createTheme(root: HTMLElement, storage: () => Storage, system: MediaQueryList): ThemeChoice {
	const theme = signal<Theme>(isTheme(root.dataset.theme) ? root.dataset.theme : 'system');
	const shadeOf = (): 'light' | 'dark' =>
		theme.peek() === 'system' ? (system.matches ? 'dark' : 'light') : (theme.peek() as 'light' | 'dark');
	const shade = signal(shadeOf());
	system.addEventListener('change', () => {
		shade.value = shadeOf();
	});
	return {
		theme,
		shade,
		next() {
			const names = Object.keys(themes) as Theme[];
			theme.value = names[(names.indexOf(theme.peek()) + 1) % names.length] ?? 'system';
			if (theme.value === 'system') delete root.dataset.theme;
			else root.dataset.theme = theme.value;
			shade.value = shadeOf();
			remember(storage, theme.value);
		},
	};
}

function remember(storage: () => Storage, theme: Theme): void {
	try {
		storage().setItem(KEY, theme);
	} catch {
		// Storage can be forbidden; the choice holds until the page is left.
	}
}

function isTheme(text: string | undefined): text is Theme {
	return text !== undefined && Object.hasOwn(themes, text);
}
