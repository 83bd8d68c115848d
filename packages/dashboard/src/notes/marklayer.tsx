import type { Annotation } from '@footfall/protocol';
import type { Marks } from '../chart/marks.ts';
import { useApp, useSite } from '../context.ts';
import { Icon } from '../ui/icon.tsx';
import { tip } from '../ui/tip.tsx';

interface LayerProps {
	marks: Marks;
	/** The middle of a bucket, in pixels from the chart's left. */
	xOf(index: number): number;
}

/** The notes of a chart as marks at its foot: each tells itself and opens to be changed. */
export function MarkLayer({ marks, xOf }: LayerProps) {
	const { overlay } = useApp();
	const words = useNoteWords();
	return (
		<div class="marks">
			{[...marks].map(([index, notes]) => {
				const [first] = notes;
				if (first === undefined) return null;
				const text = notes.map(words).join('\n');
				return (
					<button
						key={first.id}
						type="button"
						class={`mark mark-${notes.some(({ kind }) => kind === 'deploy') ? 'deploy' : 'note'}`}
						style={{ left: `${xOf(index)}px` }}
						aria-label={text}
						onClick={() => {
							overlay.value = `note-${first.id}`;
						}}
						{...tip(text)}
					>
						<Icon name={first.kind === 'deploy' ? 'rocket' : 'note'} />
						{notes.length > 1 && <span class="mark-count">{notes.length}</span>}
					</button>
				);
			})}
		</div>
	);
}

/** How a note is written out: its moment at the site, its kind where it is no mere note, its text. */
export function useNoteWords(): (note: Annotation) => string {
	const { times } = useApp();
	const site = useSite();
	return ({ time, text, kind }) => `${times.moment(time, site.timeZone)} · ${kind === 'deploy' ? 'Deploy: ' : ''}${text}`;
}
