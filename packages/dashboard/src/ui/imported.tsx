import type { QueryMeta } from '@footfall/protocol';
import { useApp } from '../context.ts';
import { type ImportedNote, importedNote } from '../data/imported.ts';
import { Icon } from './icon.tsx';
import { showTip, tip } from './tip.tsx';

const states: Readonly<Record<ImportedNote['state'], string>> = {
	in: 'With imported data',
	out: 'Without imported data',
	none: 'None imported',
};

/** Says of a list whether imported data is in it, where there is any. */
export function ImportedMark({ meta }: { meta: QueryMeta | undefined }) {
	const note = importedNote(meta);
	if (note === undefined) return null;
	return (
		<button
			type="button"
			class={`imported imported-${note.state}`}
			onClick={(event) => showTip(event.currentTarget, note.text)}
			{...tip(note.text)}
		>
			<Icon name="transfer" />
			<span class="imported-text">{states[note.state]}</span>
		</button>
	);
}

/** Takes imported data out of the page and in again; not there where a site has none on these days. */
export function ImportedSwitch({ metas }: { metas: readonly (QueryMeta | undefined)[] }) {
	const { view, go } = useApp();
	const { imports } = view.value;
	const notes = metas.map(importedNote);
	const note = notes.find((one) => one?.state === 'out') ?? notes.find((one) => one !== undefined);
	if (imports && note === undefined) return null;
	const label = imports ? 'Leave imported data out' : 'Include imported data';
	return (
		<button
			type="button"
			class={`icon-button imported-switch${note?.state === 'out' ? ' imported-out' : ''}`}
			aria-pressed={imports}
			aria-label="Imported data"
			onClick={() => go({ imports: !imports })}
			{...tip(note === undefined ? label : `${note.text}\n${label}.`)}
		>
			<Icon name="transfer" />
		</button>
	);
}
