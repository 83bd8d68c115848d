import { type DimensionGroup, dimensionGroups } from '@footfall/protocol';
import { useApp, useSite } from '../context.ts';
import { columnsOf } from '../data/columns.ts';
import { PANEL_ROWS, panelQuery } from '../data/queries.ts';
import { useAnswer } from '../data/useanswer.ts';
import { asksGoal } from '../state/filters.ts';
import type { PanelDimension, PanelTab } from '../state/view.ts';
import { FailureNote } from '../ui/failure.tsx';
import { MapPanel } from './mappanel.tsx';
import { Nothing, tellsNothing } from './nothing.tsx';
import { PanelFoot } from './panelfoot.tsx';
import { Rows } from './rows.tsx';
import { PanelTabs } from './tabs.tsx';
import { useTabs } from './usetabs.ts';

/** The first rows by one dimension, with the other dimensions of the group as tabs. */
export function Panel({ group }: { group: DimensionGroup }) {
	const { view, go } = useApp();
	const { shown, more, open } = useTabs(group);
	const choose = (tab: PanelTab): void => go({ tabs: { ...view.value.tabs, [group]: tab } }, 'replace');
	return (
		<section class="panel sheet" aria-label={dimensionGroups[group]} data-group={group}>
			<header class="panel-head">
				<h2>{dimensionGroups[group]}</h2>
				<PanelTabs group={group} shown={shown} more={more} open={open} onChoose={choose} />
			</header>
			{open === 'map' ? <MapPanel /> : <PanelBody dimension={open} />}
		</section>
	);
}

function PanelBody({ dimension }: { dimension: PanelDimension }) {
	const { view } = useApp();
	const site = useSite();
	const { result, stale, failure, retry } = useAnswer(panelQuery(site.id, view.value, dimension));
	return (
		<>
			<div class={`panel-body${stale ? ' stale' : ''}`} aria-busy={result === undefined && failure === undefined}>
				{failure !== undefined && <FailureNote failure={failure} retry={retry} brief={result !== undefined} />}
				{result === undefined ? (
					failure === undefined && <RowsSkeleton />
				) : tellsNothing(dimension, result) ? (
					<Nothing dimension={dimension} />
				) : (
					<Rows dimension={dimension} result={result} columns={columnsOf(dimension, asksGoal(view.value.filters)).panel} />
				)}
			</div>
			<PanelFoot dimension={dimension} shown={PANEL_ROWS} result={result} />
		</>
	);
}

function RowsSkeleton() {
	return (
		<div class="rows-skeleton" aria-hidden="true">
			{Array.from({ length: PANEL_ROWS }, (_, index) => (
				<span key={index} class="skeleton" style={{ width: `${92 - index * 8}%` }} />
			))}
		</div>
	);
}
