import { useApp } from '../context.ts';
import { useItems } from '../data/useitems.ts';
import { filterWords, subjectLabel, withFilter } from '../state/filters.ts';
import type { ViewFilter } from '../state/view.ts';
import { Icon } from '../ui/icon.tsx';
import { Popover } from '../ui/popover.tsx';
import { FilterEditor } from './filtereditor.tsx';
import { SegmentList } from './segments.tsx';

/** Opens an empty filter. */
export function FilterButton() {
	const { view, go, overlay } = useApp();
	const { filters } = view.value;
	return (
		<Popover
			names={['filter']}
			label="Add a filter"
			align="end"
			buttonTitle="Add a filter"
			button={
				<>
					<Icon name="filter" />
					<span class="wide-only">Filter</span>
				</>
			}
		>
			<FilterEditor
				filter={undefined}
				onDone={(filter) => {
					overlay.value = undefined;
					go({ filters: withFilter(filters, filters.length, filter) });
				}}
			/>
		</Popover>
	);
}

/** The filters that are on: each can be changed or taken away, and all of them cleared. */
export function FilterChips() {
	const { view, go } = useApp();
	const { filters } = view.value;
	if (filters.length === 0) return null;
	return (
		<section class="chips" aria-label="Filters">
			{filters.map((filter, index) => (
				<Chip key={JSON.stringify(filter)} filter={filter} index={index} />
			))}
			<button type="button" class="chips-clear" onClick={() => go({ filters: [] })}>
				Clear all <kbd>Esc</kbd>
			</button>
		</section>
	);
}

function Chip({ filter, index }: { filter: ViewFilter; index: number }) {
	const { view, go, labels, overlay } = useApp();
	const [, subject, values] = filter;
	const { filters } = view.value;
	const segments = useItems('segments').all.value;
	const nameOf = (value: string): string =>
		subject === 'segment'
			? (segments?.find(({ id }) => id === value)?.name ?? (segments === undefined ? '…' : '(gone)'))
			: labels.of(subject, value);
	const shown = values.map(nameOf).join(' or ');
	const words = filterWords(filter);
	const replace = (next: ViewFilter | undefined): void => {
		overlay.value = undefined;
		go({ filters: withFilter(filters, index, next) });
	};
	return (
		<div class="chip">
			<Popover
				names={[`chip-${index}`]}
				label={`Filter by ${subjectLabel(subject)}`}
				buttonClass="chip-button"
				buttonTitle={`${words} ${shown}`}
				button={
					<>
						<span class="chip-name">{words}</span>
						<bdi class="chip-value">{shown}</bdi>
					</>
				}
			>
				{subject === 'segment' ? <SegmentList /> : <FilterEditor filter={filter} onDone={replace} />}
			</Popover>
			<button
				type="button"
				class="chip-remove"
				aria-label={`Remove the filter ${subjectLabel(subject)} ${shown}`}
				onClick={() => replace(undefined)}
			>
				<Icon name="close" />
			</button>
		</div>
	);
}
