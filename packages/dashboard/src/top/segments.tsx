import type { Segment } from '@footfall/protocol';
import { useState } from 'preact/hooks';
import { useApp } from '../context.ts';
import { useItems } from '../data/useitems.ts';
import { queryFilters } from '../state/filters.ts';
import { Icon } from '../ui/icon.tsx';
import { Popover } from '../ui/popover.tsx';
import { FormFailure, useSubmit } from '../ui/usesubmit.tsx';

const NAME_LENGTH = 120;

/** Filters that are kept under a name, and the way to keep those of the page. */
export function SegmentMenu() {
	return (
		<Popover
			names={['segments']}
			label="Segments"
			align="end"
			buttonTitle="Segments"
			button={
				<>
					<Icon name="bookmark" />
					<span class="hidden-text">Segments</span>
				</>
			}
		>
			<SegmentList />
			<SaveSegment />
		</Popover>
	);
}

/** The segments of the site: a click applies one. */
export function SegmentList() {
	const segments = useItems('segments');
	const all = segments.all.value;
	const failure = segments.failure.value;
	return (
		<div class="segments">
			<FormFailure failure={failure} />
			{all?.length === 0 && <p class="note">No segments yet: filter the page, then keep its filters here.</p>}
			<ul class="menu">
				{(all ?? []).map((segment) => (
					<SegmentItem key={segment.id} segment={segment} />
				))}
			</ul>
		</div>
	);
}

function SegmentItem({ segment }: { segment: Segment }) {
	const { view, go, overlay } = useApp();
	const segments = useItems('segments');
	const [renaming, setRenaming] = useState(false);
	const { busy, failure, submit } = useSubmit(() => setRenaming(false));
	const { id, name, filters } = segment;
	const isOn = view.value.filters.some(([operator, subject, values]) => subject === 'segment' && operator === 'is' && values.includes(id));

	if (renaming) {
		return (
			<li>
				<form
					class="segment-rename"
					onSubmit={(event) => {
						event.preventDefault();
						const next = String(new FormData(event.currentTarget).get('name') ?? '').trim();
						submit(() => segments.replace(id, { name: next, filters }));
					}}
				>
					<input
						class="input"
						name="name"
						aria-label="Name of the segment"
						required
						maxLength={NAME_LENGTH}
						defaultValue={name}
						ref={(input) => input?.focus()}
						onKeyDown={(event) => {
							if (event.key !== 'Escape') return;
							event.stopPropagation();
							setRenaming(false);
						}}
					/>
					<button type="submit" class="button" disabled={busy}>
						Rename
					</button>
				</form>
				<FormFailure failure={failure} />
			</li>
		);
	}
	return (
		<li class="segment">
			<button
				type="button"
				class="menu-item"
				data-item
				aria-current={isOn}
				onClick={() => {
					overlay.value = undefined;
					go({ filters: [['is', 'segment', [id]]] });
				}}
			>
				<span class="menu-check">{isOn && <Icon name="check" />}</span>
				<bdi class="menu-text">{name}</bdi>
			</button>
			<button type="button" class="icon-button" aria-label={`Rename ${name}`} onClick={() => setRenaming(true)}>
				<Icon name="pencil" />
			</button>
			<button
				type="button"
				class="icon-button"
				aria-label={`Delete ${name}`}
				disabled={busy}
				onClick={() =>
					submit(async () => {
						// A page that is filtered by it would only say that there is none.
						if (isOn) go({ filters: view.value.filters.filter(([, subject, values]) => subject !== 'segment' || !values.includes(id)) });
						await segments.remove(id);
					})
				}
			>
				<Icon name="bin" />
			</button>
			<FormFailure failure={failure} />
		</li>
	);
}

/** Keeps the filters of the page; a segment among them is kept as what it holds. */
function SaveSegment() {
	const { view, go, overlay } = useApp();
	const segments = useItems('segments');
	const { busy, failure, submit } = useSubmit(() => {
		overlay.value = undefined;
	});
	const { filters } = view.value;
	if (filters.length === 0) return null;
	const save = async (name: string): Promise<void> => {
		const kept = queryFilters(filters).flatMap((filter) => {
			if (filter[0] !== 'is' || filter[1] !== 'segment') return [filter];
			const [, , ids] = filter;
			return (segments.all.value ?? []).filter(({ id }) => ids.includes(id)).flatMap((segment) => segment.filters);
		});
		const made = await segments.add({ name, filters: kept });
		go({ filters: [['is', 'segment', [made.id]]] });
	};
	return (
		<form
			class="menu-end segment-save"
			onSubmit={(event) => {
				event.preventDefault();
				const name = String(new FormData(event.currentTarget).get('name') ?? '').trim();
				submit(() => save(name));
			}}
		>
			<input
				class="input"
				name="name"
				aria-label="Name of the segment"
				placeholder="Keep these filters as …"
				required
				maxLength={NAME_LENGTH}
				autocomplete="off"
			/>
			<button type="submit" class="button button-main" disabled={busy}>
				Save
			</button>
			<FormFailure failure={failure} />
		</form>
	);
}
