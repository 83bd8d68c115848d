import type { Segment } from '@footfall/protocol';
import { useApp } from '../context.ts';
import { useItems } from '../data/useitems.ts';
import { queryFilters } from '../state/filters.ts';
import { withoutSegments } from '../state/segments.ts';
import { Icon } from '../ui/icon.tsx';
import { KeepAs, NamedItem } from '../ui/nameditem.tsx';
import { Popover } from '../ui/popover.tsx';
import { FormFailure } from '../ui/usesubmit.tsx';

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
		<div class="named-list">
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
	const { id, name, filters } = segment;
	const isOn = view.value.filters.some(([operator, subject, values]) => subject === 'segment' && operator === 'is' && values.includes(id));
	return (
		<NamedItem
			name={name}
			what="segment"
			isOn={isOn}
			onChoose={() => {
				overlay.value = undefined;
				go({ filters: [['is', 'segment', [id]]] });
			}}
			rename={(next) => segments.replace(id, { name: next, filters })}
			remove={async () => {
				// A page that is filtered by it would only say that there is none.
				const others = view.value.filters.filter(([, subject, values]) => subject !== 'segment' || !values.includes(id));
				if (others.length < view.value.filters.length) go({ filters: others });
				await segments.remove(id);
			}}
		/>
	);
}

/** Keeps the filters of the page; a segment among them is kept as what it holds. */
function SaveSegment() {
	const { view, go, overlay } = useApp();
	const segments = useItems('segments');
	const { filters } = view.value;
	if (filters.length === 0) return null;
	const keep = async (name: string): Promise<void> => {
		const kept = withoutSegments(queryFilters(filters), segments.all.value ?? []);
		const made = await segments.add({ name, filters: kept });
		go({ filters: [['is', 'segment', [made.id]]] });
	};
	return (
		<KeepAs
			what="segment"
			placeholder="Keep these filters as …"
			keep={keep}
			onDone={() => {
				overlay.value = undefined;
			}}
		/>
	);
}
