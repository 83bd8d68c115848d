import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { Icon } from './icon.tsx';

interface DialogProps {
	title: ComponentChildren;
	class?: string;
	onClose(): void;
	children: ComponentChildren;
}

/** A modal window: the browser keeps the focus inside and gives it back; Esc and a click beside it close it. */
export function Dialog({ title, class: name = '', onClose, children }: DialogProps) {
	const dialog = useRef<HTMLDialogElement>(null);
	useLayoutEffect(() => {
		const element = dialog.current;
		element?.showModal();
		// The browser would choose the first button, which is the one that closes.
		(element?.querySelector<HTMLElement>('[data-focus]') ?? element)?.focus({ preventScroll: true });
	}, []);
	return (
		// biome-ignore lint/a11y/useKeyWithClickEvents: Esc is the key that does the same
		<dialog
			class={`dialog ${name}`}
			ref={dialog}
			tabIndex={-1}
			aria-labelledby="dialog-title"
			onClose={onClose}
			onClick={(event) => {
				if (event.target === dialog.current) dialog.current?.close();
			}}
		>
			<div class="dialog-body">
				<header class="dialog-head">
					<h2 id="dialog-title">{title}</h2>
					<button type="button" class="icon-button" aria-label="Close" onClick={() => dialog.current?.close()}>
						<Icon name="close" />
					</button>
				</header>
				{children}
			</div>
		</dialog>
	);
}
