import { type Goal, goalName, type NewGoal, type QueryResult } from '@footfall/protocol';
import { useEffect, useState } from 'preact/hooks';
import { useApp, useSite } from '../context.ts';
import { suggestQuery } from '../data/queries.ts';
import { useItems } from '../data/useitems.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Icon } from '../ui/icon.tsx';
import { FormFailure, useSubmit } from '../ui/usesubmit.tsx';
import { type Draft, draftOf, goalOf, kinds } from './draft.ts';

/** Properties that one goal may ask for. */
const PROPS = 5;

/** The form of a goal: a new one, or one to be changed or taken away. */
export function GoalDialog({ id }: { id: string | undefined }) {
	const { overlay } = useApp();
	const goals = useItems('goals');
	const goal = goals.all.value?.find((other) => other.id === id);
	const close = (): void => {
		overlay.value = undefined;
	};
	return (
		<Dialog title={goal === undefined ? 'Add a goal' : 'Change the goal'} class="dialog-small" onClose={close}>
			<GoalForm goal={goal} onDone={close} />
		</Dialog>
	);
}

function GoalForm({ goal, onDone }: { goal: Goal | undefined; onDone(): void }) {
	const goals = useItems('goals');
	const [draft, setDraft] = useState<Draft>(() => draftOf(goal));
	const { busy, failure, submit } = useSubmit(onDone);
	const set = (change: Partial<Draft>): void => setDraft({ ...draft, ...change });
	const save = (): Promise<unknown> => {
		const made: NewGoal = goalOf(draft);
		return goal === undefined ? goals.add(made) : goals.replace(goal.id, made);
	};
	return (
		<form
			class="form"
			onSubmit={(event) => {
				event.preventDefault();
				submit(save);
			}}
		>
			<fieldset class="choice">
				<legend class="hidden-text">Kind of goal</legend>
				{Object.entries(kinds).map(([kind, label]) => (
					<label key={kind}>
						<input
							type="radio"
							name="kind"
							value={kind}
							checked={draft.kind === kind}
							onChange={() => set({ kind: kind as Draft['kind'] })}
						/>
						{label}
					</label>
				))}
			</fieldset>
			{draft.kind === 'event' ? <EventFields draft={draft} set={set} /> : <PageFields draft={draft} set={set} />}
			<label class="field">
				<span>
					Name <em>optional</em>
				</span>
				<input
					maxLength={120}
					autocomplete="off"
					placeholder={goalName(goalOf({ ...draft, name: '' }))}
					value={draft.name}
					onInput={(event) => set({ name: event.currentTarget.value })}
				/>
			</label>
			<FormFailure failure={failure} />
			<div class="form-end">
				{goal !== undefined && (
					<button type="button" class="button button-bad" disabled={busy} onClick={() => submit(() => goals.remove(goal.id))}>
						Delete
					</button>
				)}
				<button type="button" class="button" onClick={onDone}>
					Cancel
				</button>
				<button type="submit" class="button button-main" disabled={busy}>
					{goal === undefined ? 'Add goal' : 'Save'}
				</button>
			</div>
		</form>
	);
}

interface FieldsProps {
	draft: Draft;
	set(change: Partial<Draft>): void;
}

function PageFields({ draft, set }: FieldsProps) {
	return (
		<>
			<label class="field">
				<span>Page</span>
				<input
					data-focus
					required
					autocomplete="off"
					autocapitalize="none"
					spellcheck={false}
					placeholder="/blog/**"
					value={draft.page}
					onInput={(event) => set({ page: event.currentTarget.value })}
				/>
				<small>
					<code>*</code> stands for anything but a slash, <code>**</code> for anything.
				</small>
			</label>
			{draft.kind === 'scroll' && (
				<label class="field">
					<span>Scrolled at least, in percent</span>
					<input
						type="number"
						required
						min={1}
						max={100}
						value={draft.depth}
						onInput={(event) => set({ depth: event.currentTarget.value })}
					/>
				</label>
			)}
		</>
	);
}

function EventFields({ draft, set }: FieldsProps) {
	const names = useEventNames();
	const change = (index: number, pair: readonly [string, string]): void => set({ props: draft.props.with(index, pair) });
	return (
		<>
			<label class="field">
				<span>Event</span>
				<input
					data-focus
					required
					list="event-names"
					autocomplete="off"
					placeholder="Signup"
					value={draft.event}
					onInput={(event) => set({ event: event.currentTarget.value })}
				/>
			</label>
			<datalist id="event-names">
				{names.map((name) => (
					<option key={name} value={name} />
				))}
			</datalist>
			{draft.props.map(([key, value], index) => (
				<div key={index} class="goal-prop">
					<input
						aria-label="Property"
						required
						placeholder="plan"
						value={key}
						onInput={(event) => change(index, [event.currentTarget.value, value])}
					/>
					<span>is</span>
					<input
						aria-label="Value"
						required
						placeholder="pro"
						value={value}
						onInput={(event) => change(index, [key, event.currentTarget.value])}
					/>
					<button
						type="button"
						class="icon-button"
						aria-label="Remove the property"
						onClick={() => set({ props: draft.props.filter((_, other) => other !== index) })}
					>
						<Icon name="close" />
					</button>
				</div>
			))}
			{draft.props.length < PROPS && (
				<p>
					<button type="button" class="button" onClick={() => set({ props: [...draft.props, ['', '']] })}>
						<Icon name="plus" /> Only with a property
					</button>
				</p>
			)}
			<label class="field">
				<span>
					Currency <em>where it brings revenue</em>
				</span>
				<input
					maxLength={3}
					pattern="[A-Za-z]{3}"
					autocomplete="off"
					placeholder="EUR"
					value={draft.currency}
					onInput={(event) => set({ currency: event.currentTarget.value })}
				/>
			</label>
		</>
	);
}

/** The events that there are, most frequent first. */
function useEventNames(): readonly string[] {
	const { api, view } = useApp();
	const site = useSite();
	const [names, setNames] = useState<readonly string[]>([]);
	useEffect(() => {
		const abort = new AbortController();
		const query = {
			...suggestQuery(site.id, { ...view.peek(), filters: [] }, 'event:name', undefined),
			pagination: { limit: 50, offset: 0 },
		};
		api.query(query, abort.signal).then(
			({ results }: QueryResult) => setNames(results.map(({ dimensions: [name = ''] }) => name)),
			// Suggestions are a help; a name can be typed without.
			() => {},
		);
		return () => abort.abort();
	}, [api, view, site.id]);
	return names;
}
