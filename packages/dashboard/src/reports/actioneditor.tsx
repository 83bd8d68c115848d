import { type FilterOperator, filterOperators } from '@footfall/protocol';
import { useEffect, useState } from 'preact/hooks';
import { useApp, useSite } from '../context.ts';
import { suggestQuery } from '../data/queries.ts';
import type { ActionDraft } from '../state/actions.ts';
import { TextField } from '../ui/textfield.tsx';

interface EditorProps {
	/** What it is for those who hear the page: `Step 2`. */
	label: string;
	draft: ActionDraft;
	onChange(draft: ActionDraft): void;
}

const operators = (Object.entries(filterOperators) as [FilterOperator, string][]).filter(([name]) => !name.startsWith('matches'));

/** One action in the making. What is typed counts when the field is left, or with Enter. */
export function ActionEditor({ label, draft, onChange }: EditorProps) {
	const { kind, what, where } = draft;
	return (
		<div class="action">
			<select
				class="select action-kind"
				aria-label={`${label}: kind`}
				value={kind}
				onChange={({ currentTarget: { value } }) => onChange({ kind: value === 'event' ? 'event' : 'page', what: '' })}
			>
				<option value="page">Page</option>
				<option value="event">Event</option>
			</select>
			<TextField
				label={label}
				class="action-what"
				list={kind === 'page' ? 'known-pages' : 'known-events'}
				placeholder={kind === 'page' ? '/pricing or /blog/**' : 'Signup'}
				value={what}
				onCommit={(text) => onChange({ ...draft, what: text })}
			/>
			{kind === 'event' && where === undefined && (
				<button
					type="button"
					class="button action-more"
					onClick={() => onChange({ ...draft, where: { operator: 'is', property: '', values: [''] } })}
				>
					where …
				</button>
			)}
			{where !== undefined && (
				<span class="action-where">
					<TextField
						label={`${label}: property`}
						placeholder="Property"
						value={where.property}
						onCommit={(property) => onChange({ ...draft, where: { ...where, property } })}
					/>
					<select
						class="select"
						aria-label={`${label}: operator`}
						value={where.operator}
						onChange={({ currentTarget: { value } }) => onChange({ ...draft, where: { ...where, operator: value as FilterOperator } })}
					>
						{operators.map(([name, words]) => (
							<option key={name} value={name}>
								{words}
							</option>
						))}
					</select>
					<TextField
						label={`${label}: value`}
						placeholder="Value"
						value={where.values.join(' | ')}
						onCommit={(text) => onChange({ ...draft, where: { ...where, values: text.split('|').map((part) => part.trim()) } })}
					/>
					<button type="button" class="button" onClick={() => onChange({ kind, what })}>
						Without
					</button>
				</span>
			)}
		</div>
	);
}

/** The pages and events that there are, as suggestions for the editors of a page. */
export function KnownActions() {
	const pages = useKnown('event:page');
	const events = useKnown('event:name');
	return (
		<>
			<datalist id="known-pages">
				{pages.map((value) => (
					<option key={value} value={value} />
				))}
			</datalist>
			<datalist id="known-events">
				{events.map((value) => (
					<option key={value} value={value} />
				))}
			</datalist>
		</>
	);
}

function useKnown(dimension: 'event:page' | 'event:name'): readonly string[] {
	const { api, view } = useApp();
	const site = useSite();
	const [known, setKnown] = useState<readonly string[]>([]);
	const { range } = view.value;
	useEffect(() => {
		const abort = new AbortController();
		const query = suggestQuery(site.id, { ...view.peek(), filters: [] }, dimension, undefined);
		api.query({ ...query, pagination: { limit: 50, offset: 0 } }, abort.signal).then(
			({ results }) => setKnown(results.map(({ dimensions: [value = ''] }) => value).filter((value) => !value.startsWith('('))),
			() => undefined,
		);
		return () => abort.abort();
	}, [api, site.id, JSON.stringify(range), dimension]);
	return known;
}
