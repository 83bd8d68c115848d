import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Overlay } from '../compose.ts';
import { useApp } from '../context.ts';

interface PopoverProps {
	/** Its place among the overlays; two names open the same panel in two ways. */
	names: readonly [Overlay, ...Overlay[]];
	/** What the panel is, for those who hear the page. */
	label: string;
	button: ComponentChildren;
	buttonClass?: string;
	buttonTitle?: string;
	align?: 'start' | 'end';
	children: ComponentChildren;
}

/** A button with a panel below it. A click elsewhere or Esc closes it and gives the focus back; arrows walk through it. */
export function Popover({ names, label, button, buttonClass = 'button', buttonTitle, align = 'start', children }: PopoverProps) {
	const { overlay } = useApp();
	const root = useRef<HTMLDivElement>(null);
	const trigger = useRef<HTMLButtonElement>(null);
	const open = overlay.value !== undefined && names.includes(overlay.value);

	useLayoutEffect(() => {
		if (!open) return undefined;
		const opener = trigger.current;
		const panel = root.current?.querySelector<HTMLElement>('.popover');
		(panel?.querySelector<HTMLElement>('[data-focus]') ?? panel)?.focus({ preventScroll: true });
		const outside = (event: Event): void => {
			if (event.target instanceof Node && !root.current?.contains(event.target)) overlay.value = undefined;
		};
		document.addEventListener('pointerdown', outside);
		return () => {
			document.removeEventListener('pointerdown', outside);
			if (panel?.contains(document.activeElement) || document.activeElement === document.body) opener?.focus({ preventScroll: true });
		};
	}, [open && overlay.value, overlay]);

	return (
		<div class="popover-root" ref={root}>
			<button
				type="button"
				class={buttonClass}
				ref={trigger}
				aria-haspopup="dialog"
				aria-expanded={open}
				title={buttonTitle}
				onClick={() => {
					overlay.value = open ? undefined : names[0];
				}}
			>
				{button}
			</button>
			{open && (
				<div class={`popover popover-${align}`} role="dialog" aria-label={label} tabIndex={-1} onKeyDown={walk}>
					{children}
				</div>
			)}
		</div>
	);
}

/** Arrow up and down go from one item to the next. */
function walk(event: KeyboardEvent & { currentTarget: HTMLElement }): void {
	if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
	const items = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-item]')];
	const at = items.indexOf(document.activeElement as HTMLElement);
	if (items.length === 0 || (at < 0 && event.target instanceof HTMLSelectElement)) return;
	const step = event.key === 'ArrowDown' ? 1 : -1;
	items[(at + step + items.length) % items.length]?.focus();
	event.preventDefault();
}
