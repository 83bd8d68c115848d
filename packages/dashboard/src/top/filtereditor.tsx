import {
	type Behaviour,
	behaviours,
	type DimensionGroup,
	type DimensionName,
	dimensionGroups,
	dimensionNames,
	dimensions,
	type FilterOperator,
	filterOperators,
} from '@footfall/protocol';
import { useEffect, useState } from 'preact/hooks';
import { useApp, useSite } from '../context.ts';
import { suggestQuery } from '../data/queries.ts';
import { useItems } from '../data/useitems.ts';
import { isPanelDimension } from '../state/filters.ts';
import type { PanelDimension, ViewFilter } from '../state/view.ts';
import { Icon } from '../ui/icon.tsx';

interface EditorProps {
	filter: ViewFilter | undefined;
	onDone(filter: ViewFilter | undefined): void;
}

const byGroup = (Object.entries(dimensionGroups) as [DimensionGroup, string][]).map(([group, label]) => ({
	label,
	names: dimensionNames.filter((name) => dimensions[name].group === group && dimensions[name].origin !== 'lookup'),
}));

const PROP = 'event:props:';

const placeholders: Record<FilterOperator, string> = {
	is: 'Find a value …',
	is_not: 'Find a value …',
	contains: 'Text to look for …',
	contains_not: 'Text to look for …',
	matches: 'Regular expression, e.g. ^/blog/',
	matches_not: 'Regular expression, e.g. ^/blog/',
};

/** One filter in the making: what, how, and which values; the values that there are come as suggestions. */
export function FilterEditor({ filter, onDone }: EditorProps) {
	const { labels } = useApp();
	const [operator, setOperator] = useState<FilterOperator>(filter?.[0] ?? 'is');
	const [dimension, setDimension] = useState<PanelDimension>(filter === undefined || filter[1] === 'segment' ? 'event:page' : filter[1]);
	const [done, setDone] = useState<Behaviour | undefined>(filter?.[3]);
	const [values, setValues] = useState<readonly string[]>(filter?.[2] ?? []);
	const [text, setText] = useState('');
	const exact = operator === 'is' || operator === 'is_not';
	const prop = dimension.startsWith(PROP);
	const complete = dimension !== PROP;
	const suggestions = useSuggestions(complete && exact ? dimension : undefined, text).filter((value) => !values.includes(value));

	const add = (value: string): void => {
		if (!values.includes(value)) setValues([...values, value]);
		setText('');
	};
	const submit = (event: Event): void => {
		event.preventDefault();
		const all = text.trim() === '' ? values : [...values, text.trim()];
		if (all.length > 0 && complete) onDone(done === undefined ? [operator, dimension, all] : [operator, dimension, all, done]);
	};

	return (
		<form class="editor" onSubmit={submit}>
			<select
				aria-label="Whose"
				value={done ?? ''}
				onChange={(event) => setDone((event.currentTarget.value || undefined) as Behaviour | undefined)}
			>
				<option value="">Events and visits where</option>
				{Object.entries(behaviours).map(([name, label]) => (
					<option key={name} value={name}>
						The visitor {label}
					</option>
				))}
			</select>
			<div class="editor-what">
				<select
					aria-label="Dimension"
					data-focus={filter === undefined || undefined}
					value={prop ? PROP : dimension}
					onChange={(event) => {
						const next = event.currentTarget.value;
						if (next !== PROP && !isPanelDimension(next)) return;
						setDimension(next as PanelDimension);
						setValues([]);
					}}
				>
					{byGroup.map(({ label, names }) => (
						<optgroup key={label} label={label}>
							{names.map((name: DimensionName) => (
								<option key={name} value={name}>
									{dimensions[name].label}
								</option>
							))}
						</optgroup>
					))}
					<option value={PROP}>Property …</option>
				</select>
				<select aria-label="Operator" value={operator} onChange={(event) => setOperator(event.currentTarget.value as FilterOperator)}>
					{Object.entries(filterOperators).map(([name, label]) => (
						<option key={name} value={name}>
							{label}
						</option>
					))}
				</select>
			</div>
			{prop && (
				<input
					class="input"
					aria-label="Property"
					placeholder="Property, e.g. plan"
					autocomplete="off"
					autocapitalize="none"
					spellcheck={false}
					required
					maxLength={300}
					value={dimension.slice(PROP.length)}
					onInput={(event) => setDimension(`${PROP}${event.currentTarget.value.trim()}`)}
				/>
			)}
			{values.length > 0 && (
				<ul class="editor-values">
					{values.map((value) => (
						<li key={value}>
							<bdi>{labels.of(dimension, value)}</bdi>
							<button type="button" aria-label={`Remove ${value}`} onClick={() => setValues(values.filter((other) => other !== value))}>
								<Icon name="close" />
							</button>
						</li>
					))}
				</ul>
			)}
			<input
				class="input"
				aria-label="Value"
				data-focus={filter !== undefined || undefined}
				placeholder={placeholders[operator]}
				autocomplete="off"
				spellcheck={false}
				value={text}
				onInput={(event) => setText(event.currentTarget.value)}
			/>
			{exact && (
				<ul class="menu editor-suggestions" aria-label="Values">
					{suggestions.map((value) => (
						<li key={value}>
							<button type="button" class="menu-item" data-item onClick={() => add(value)}>
								<bdi class="menu-text" title={value}>
									{labels.of(dimension, value)}
								</bdi>
							</button>
						</li>
					))}
				</ul>
			)}
			<div class="form-end">
				{filter !== undefined && (
					<button type="button" class="button" onClick={() => onDone(undefined)}>
						Remove
					</button>
				)}
				<button type="submit" class="button button-main" disabled={!complete || (values.length === 0 && text.trim() === '')}>
					Apply
				</button>
			</div>
		</form>
	);
}

/** The values of a dimension that hold a text, on the page's range and under its other filters; goals also where nobody met them. */
function useSuggestions(dimension: PanelDimension | undefined, text: string): readonly string[] {
	const { api, view, labels } = useApp();
	const site = useSite();
	const goals = useItems('goals').all.value;
	const [found, setFound] = useState<readonly string[]>([]);
	const current = view.value;
	useEffect(() => {
		if (dimension === undefined || dimension === 'event:goal') return undefined;
		const abort = new AbortController();
		const timer = setTimeout(async () => {
			const search = text.trim() === '' ? undefined : labels.search(dimension, text.trim());
			const answer = await api.query(suggestQuery(site.id, current, dimension, search), abort.signal).catch(() => undefined);
			if (!abort.signal.aborted) setFound(answer?.results.map(({ dimensions: [value = ''] }) => value) ?? []);
		}, 150);
		return () => {
			clearTimeout(timer);
			abort.abort();
		};
	}, [api, labels, site.id, current, dimension, text]);
	if (dimension === undefined) return [];
	const wanted = text.trim().toLowerCase();
	return dimension === 'event:goal' ? (goals ?? []).map(({ name }) => name).filter((name) => name.toLowerCase().includes(wanted)) : found;
}
