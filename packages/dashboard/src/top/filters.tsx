import { filterOperators } from '@footfall/protocol';
import { useApp } from '../context.ts';
import { dimensionLabel, withFilter } from '../state/filters.ts';
import type { ViewFilter } from '../state/view.ts';
import { Icon } from '../ui/icon.tsx';
import { Popover } from '../ui/popover.tsx';
import { FilterEditor } from './filtereditor.tsx';

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
	const [operator, dimension, values] = filter;
	const { filters } = view.value;
	const shown = values.map((value) => labels.of(dimension, value)).join(' or ');
	const replace = (next: ViewFilter | undefined): void => {
		overlay.value = undefined;
		go({ filters: withFilter(filters, index, next) });
	};
	return (
		<div class="chip">
			<Popover
				names={[`chip-${index}`]}
				label={`Filter by ${dimensionLabel(dimension)}`}
				buttonClass="chip-button"
				buttonTitle={`${dimensionLabel(dimension)} ${filterOperators[operator]} ${shown}`}
				button={
					<>
						<span class="chip-name">
							{dimensionLabel(dimension)} {filterOperators[operator]}
						</span>
						<bdi class="chip-value">{shown}</bdi>
					</>
				}
			>
				<FilterEditor filter={filter} onDone={replace} />
			</Popover>
			<button
				type="button"
				class="chip-remove"
				aria-label={`Remove the filter ${dimensionLabel(dimension)} ${shown}`}
				onClick={() => replace(undefined)}
			>
				<Icon name="close" />
			</button>
		</div>
	);
}
