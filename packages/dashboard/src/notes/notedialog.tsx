import { type AnnotationKind, annotationKinds, type NewAnnotation } from '@footfall/protocol';
import { useEffect, useState } from 'preact/hooks';
import { useApp, useSite } from '../context.ts';
import { useItems } from '../data/useitems.ts';
import { instantIn, localTime } from '../state/calendar.ts';
import { Dialog } from '../ui/dialog.tsx';
import { FormFailure, useSubmit } from '../ui/usesubmit.tsx';

/** As much as the server takes. */
const TEXT_LENGTH = 500;

/** The form of a note on the charts: a new one, or one to be changed or taken away. */
export function NoteDialog({ id }: { id: string | undefined }) {
	const { overlay, now } = useApp();
	const site = useSite();
	const notes = useItems('annotations');
	const note = notes.all.value?.find((other) => other.id === id);
	const close = (): void => {
		overlay.value = undefined;
	};
	const { busy, failure, submit } = useSubmit(close);
	const [began] = useState(() => now.peek());
	const gone = id !== undefined && note === undefined && notes.all.value !== undefined;
	// Somebody else, or the button below, has taken it away: it would be shown as a new one.
	useEffect(() => {
		if (gone) close();
	}, [gone]);
	// A note whose list has not come yet would be shown empty, and saved so.
	if (id !== undefined && note === undefined) return null;
	const moment = localTime(site.timeZone, note === undefined ? began : Date.parse(note.time)).slice(0, 16);

	const save = (form: HTMLFormElement): Promise<unknown> => {
		const data = new FormData(form);
		const text = (name: string): string => String(data.get(name) ?? '').trim();
		const at = text('time');
		const made: NewAnnotation = {
			text: text('text'),
			kind: text('kind') as AnnotationKind,
			// An untouched minute keeps its seconds.
			time: at === moment && note !== undefined ? note.time : new Date(instantIn(site.timeZone, `${at}:00`)).toISOString(),
		};
		return note === undefined ? notes.add(made) : notes.replace(note.id, made);
	};

	return (
		<Dialog title={note === undefined ? 'Note on the charts' : 'Change the note'} class="dialog-small" onClose={close}>
			<form
				class="form"
				onSubmit={(event) => {
					event.preventDefault();
					submit(() => save(event.currentTarget));
				}}
			>
				<label class="field">
					<span>What happened</span>
					<input name="text" data-focus required maxLength={TEXT_LENGTH} autocomplete="off" defaultValue={note?.text ?? ''} />
				</label>
				<label class="field">
					<span>When</span>
					<input name="time" type="datetime-local" required defaultValue={moment} />
					<small>By the clocks of {site.timeZone.replaceAll('_', ' ')}.</small>
				</label>
				<label class="field">
					<span>Kind</span>
					<select name="kind">
						{Object.entries(annotationKinds).map(([kind, label]) => (
							<option key={kind} value={kind} selected={kind === (note?.kind ?? 'note')}>
								{label}
							</option>
						))}
					</select>
				</label>
				<FormFailure failure={failure} />
				<div class="form-end">
					{note !== undefined && (
						<button type="button" class="button button-bad" disabled={busy} onClick={() => submit(() => notes.remove(note.id))}>
							Delete
						</button>
					)}
					<button type="button" class="button" onClick={close}>
						Cancel
					</button>
					<button type="submit" class="button button-main" disabled={busy}>
						{note === undefined ? 'Add note' : 'Save'}
					</button>
				</div>
			</form>
		</Dialog>
	);
}
