import { signal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';

/** The one tooltip of the page: what it says, and what it belongs to. */
const shown = signal<{ text: string; anchor: Element } | undefined>(undefined);
let timer = 0;

const GAP = 8;
const DELAY_MS = 250;

function hideTip(): void {
	clearTimeout(timer);
	shown.value = undefined;
}

export function showTip(anchor: Element, text: string): void {
	clearTimeout(timer);
	shown.value = { text, anchor };
}

/** Props that give an element a tooltip on hover and focus; '' gives none. */
export function tip(text: string) {
	return {
		onPointerEnter(event: PointerEvent & { currentTarget: Element }) {
			if (event.pointerType === 'touch' || text === '') return;
			const anchor = event.currentTarget;
			clearTimeout(timer);
			timer = window.setTimeout(() => showTip(anchor, text), DELAY_MS);
		},
		onPointerLeave: hideTip,
		onPointerDown: hideTip,
		onFocus(event: FocusEvent & { currentTarget: Element }) {
			if (text !== '' && event.currentTarget.matches(':focus-visible')) showTip(event.currentTarget, text);
		},
		onBlur: hideTip,
	};
}

/** Draws the tooltip above or below its element, inside the window. */
export function TipLayer() {
	const box = useRef<HTMLDivElement>(null);
	const current = shown.value;
	useLayoutEffect(() => {
		const element = box.current;
		if (element === null || current === undefined) return undefined;
		const anchor = current.anchor.getBoundingClientRect();
		const { offsetWidth: width, offsetHeight: height } = element;
		const left = Math.max(GAP, Math.min(anchor.left + anchor.width / 2 - width / 2, window.innerWidth - width - GAP));
		const above = anchor.top - height - GAP;
		element.style.left = `${left}px`;
		element.style.top = `${above > GAP ? above : anchor.bottom + GAP}px`;
		current.anchor.setAttribute('aria-describedby', 'tip');
		window.addEventListener('scroll', hideTip, { once: true, passive: true, capture: true });
		return () => {
			current.anchor.removeAttribute('aria-describedby');
			window.removeEventListener('scroll', hideTip, { capture: true });
		};
	}, [current]);
	if (current === undefined) return null;
	return (
		<div class="tip" role="tooltip" id="tip" ref={box}>
			{current.text}
		</div>
	);
}
