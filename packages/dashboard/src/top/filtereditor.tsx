import {
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
import { dimensionLabel, isPanelDimension } from '../state/filters.ts';
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

/** One filter in the making: what, how, and which values; the values that there are come as suggestions. */
export function FilterEditor({ filter, onDone }: EditorProps) {
	const { labels } = useApp();
	const [operator, setOperator] = useState<FilterOperator>(filter?.[0] ?? 'is');
	const [dimension, setDimension] = useState<PanelDimension>(filter?.[1] ?? 'event:page');
	const [values, setValues] = useState<readonly string[]>(filter?.[2] ?? []);
	const [text, setText] = useState('');
	const exact = operator === 'is' || operator === 'is_not';
	const suggestions = useSuggestions(dimension, text).filter((value) => !values.includes(value));

	const add = (value: string): void => {
		if (!values.includes(value)) setValues([...values, value]);
		setText('');
	};
	const submit = (event: Event): void => {
		event.preventDefault();
		const all = text.trim() === '' ? values : [...values, text.trim()];
		if (all.length > 0) onDone([operator, dimension, all]);
	};

	return (
		<form class="editor" onSubmit={submit}>
			<div class="editor-what">
				<select
					aria-label="Dimension"
					data-focus={filter === undefined || undefined}
					value={dimension}
					onChange={(event) => {
						if (!isPanelDimension(event.currentTarget.value)) return;
						setDimension(event.currentTarget.value);
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
					{dimension.startsWith('event:props:') && <option value={dimension}>{dimensionLabel(dimension)}</option>}
				</select>
				<select aria-label="Operator" value={operator} onChange={(event) => setOperator(event.currentTarget.value as FilterOperator)}>
					{Object.entries(filterOperators).map(([name, label]) => (
						<option key={name} value={name}>
							{label}
						</option>
					))}
				</select>
			</div>
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
				placeholder={exact ? 'Find a value …' : 'Text to look for …'}
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
				<button type="submit" class="button button-main" disabled={values.length === 0 && text.trim() === ''}>
					Apply
				</button>
			</div>
		</form>
	);
}

/** The values of a dimension that hold a text, on the page's range and under its other filters. */
function useSuggestions(dimension: PanelDimension, text: string): readonly string[] {
	const { api, view, labels } = useApp();
	const site = useSite();
	const [found, setFound] = useState<readonly string[]>([]);
	const current = view.value;
	useEffect(() => {
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
	return found;
}
