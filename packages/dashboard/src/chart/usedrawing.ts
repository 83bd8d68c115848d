import { useEffect, useRef } from 'preact/hooks';
import { useApp } from '../context.ts';

interface Drawing {
	destroy(): void;
}

/**
 * A drawing on a canvas: made once the canvas is there, shown again when what it shows or the theme changes, ended with the canvas.
 *
 * @param shown What `show` depends on.
 */
export function useDrawing<D extends Drawing>(
	make: (canvas: HTMLCanvasElement) => D,
	show: (drawing: D, canvas: HTMLCanvasElement) => void,
	shown: readonly unknown[],
) {
	const { theme } = useApp();
	const canvas = useRef<HTMLCanvasElement>(null);
	const drawing = useRef<D>(undefined);
	useEffect(() => {
		if (canvas.current === null) return undefined;
		const made = make(canvas.current);
		drawing.current = made;
		return () => {
			drawing.current = undefined;
			made.destroy();
		};
	}, []);
	useEffect(() => {
		if (canvas.current !== null && drawing.current !== undefined) show(drawing.current, canvas.current);
	}, [...shown, theme.shade.value]);
	return { canvas, drawing };
}
