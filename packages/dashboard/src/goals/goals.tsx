import { type Goal, type MetricName, type MetricValue, metrics, type QueryRow } from '@footfall/protocol';
import { ChangeMark } from '../cards/change.tsx';
import { useApp, useSite } from '../context.ts';
import { goalsQuery } from '../data/queries.ts';
import { useAnswer } from '../data/useanswer.ts';
import { useItems } from '../data/useitems.ts';
import { cellOf, type TableColumn } from '../format/table.ts';
import { SaveRows } from '../reports/table.tsx';
import { withValue } from '../state/filters.ts';
import { Headline } from '../top/headline.tsx';
import { FailureNote } from '../ui/failure.tsx';
import { Icon } from '../ui/icon.tsx';
import { GoalDialog } from './goaldialog.tsx';
import '../styles/goals.css';

const columns: readonly { readonly metric: MetricName; readonly label: string }[] = [
	{ metric: 'visitors', label: 'Unique conversions' },
	{ metric: 'events', label: 'Total conversions' },
	{ metric: 'conversion_rate', label: 'Conversion rate' },
	{ metric: 'total_revenue', label: 'Revenue' },
	{ metric: 'average_revenue', label: 'Average value' },
];

/** What a file has of each goal. */
const inFile = (rows: ReadonlyMap<string, QueryRow>): readonly TableColumn<Goal>[] => [
	{ label: 'Goal', value: ({ name }) => name },
	{ label: 'Condition', value: conditionOf },
	...columns.map(
		({ label }, index): TableColumn<Goal> => ({
			label,
			value: ({ name }) => cellOf(rows.get(name)?.metrics[index] ?? (index < 3 ? 0 : null)),
		}),
	),
];

/** What visitors are wanted to do, and how many did. */
export function Goals() {
	const { overlay, view } = useApp();
	const site = useSite();
	const goals = useItems('goals');
	const all = goals.all.value;
	const answer = useAnswer((all?.length ?? 0) > 0 ? goalsQuery(site.id, view.value) : undefined);
	const rows = new Map(answer.result?.results.map((row) => [row.dimensions[0] ?? '', row]));
	const open = overlay.value?.startsWith('goal-') === true ? overlay.value.slice('goal-'.length) : undefined;
	const add = (): void => {
		overlay.value = 'goal-new';
	};
	const byVisitors = (a: Goal, b: Goal): number =>
		visitorsOf(rows.get(b.name)) - visitorsOf(rows.get(a.name)) || a.name.localeCompare(b.name);
	const sorted = all?.toSorted(byVisitors) ?? [];
	return (
		<>
			<Headline />
			<section class="sheet goals" aria-label="Goals">
				<header class="panel-head">
					<h2>Goals</h2>
					<span class="report-buttons">
						<button type="button" class="button" onClick={add}>
							<Icon name="plus" /> Add a goal
						</button>
						{sorted.length > 0 && <SaveRows name="Goals" columns={inFile(rows)} rows={answer.result === undefined ? [] : sorted} />}
					</span>
				</header>
				{goals.failure.value !== undefined && (
					<FailureNote failure={goals.failure.value} retry={() => void goals.load()} brief={all !== undefined} />
				)}
				{answer.failure !== undefined && <FailureNote failure={answer.failure} retry={answer.retry} brief />}
				{all === undefined ? (
					goals.failure.value === undefined && <span class="skeleton page-wait" role="status" aria-label="Loading" />
				) : all.length === 0 ? (
					<NoGoals onAdd={add} />
				) : (
					<div class={`goals-space${answer.stale ? ' stale' : ''}`}>
						<table class="rows goals-rows">
							<thead>
								<tr>
									<th scope="col" class="rows-label">
										Goal
									</th>
									{columns.map(({ metric, label }) => (
										<th key={metric} scope="col" title={metrics[metric].definition}>
											{label}
										</th>
									))}
									<th scope="col">
										<span class="hidden-text">Change</span>
									</th>
								</tr>
							</thead>
							<tbody>
								{sorted.map((goal) => (
									<GoalRow key={goal.id} goal={goal} row={rows.get(goal.name)} known={answer.result !== undefined} />
								))}
							</tbody>
						</table>
					</div>
				)}
			</section>
			{open !== undefined && <GoalDialog key={open} id={open === 'new' ? undefined : open} />}
		</>
	);
}

function NoGoals({ onAdd }: { onAdd(): void }) {
	return (
		<div class="goals-none">
			<p>
				A goal is what you want visitors to do: sign up, buy, read to the end. Name one, and this page counts who did, also in the past, and
				how much it brought.
			</p>
			<button type="button" class="button button-main" onClick={onAdd}>
				<Icon name="plus" /> Add the first goal
			</button>
		</div>
	);
}

function GoalRow({ goal, row, known }: { goal: Goal; row: QueryRow | undefined; known: boolean }) {
	const { view, go, numbers, overlay } = useApp();
	const shown = (index: number): MetricValue => row?.metrics[index] ?? (index < 3 ? 0 : []);
	return (
		<tr>
			<td class="rows-label">
				<button
					type="button"
					class="goal-name"
					onClick={() => go({ page: 'site', filters: withValue(view.value.filters, 'event:goal', goal.name) })}
				>
					<bdi>{goal.name}</bdi>
				</button>
				<bdi class="goal-what">{conditionOf(goal)}</bdi>
			</td>
			{columns.map(({ metric }, index) => (
				<td key={metric} title={known ? numbers.full(shown(index), metric) : undefined}>
					{index === 0 && <ChangeMark change={row?.comparison?.change[index]} metric={metric} />}{' '}
					{known ? numbers.full(shown(index), metric) : '…'}
				</td>
			))}
			<td>
				<button
					type="button"
					class="icon-button"
					aria-label={`Change ${goal.name}`}
					onClick={() => {
						overlay.value = `goal-${goal.id}`;
					}}
				>
					<Icon name="pencil" />
				</button>
			</td>
		</tr>
	);
}

function visitorsOf(row: QueryRow | undefined): number {
	const value = row?.metrics[0];
	return typeof value === 'number' ? value : 0;
}

/** What has to happen, in words. */
function conditionOf(goal: Goal): string {
	switch (goal.kind) {
		case 'page':
			return `Page ${goal.page}`;
		case 'scroll':
			return `${goal.depth}% of ${goal.page}`;
		case 'event': {
			const props = Object.entries(goal.props ?? {}).map(([key, value]) => `${key} is ${value}`);
			return [`Event ${goal.event}`, ...props].join(', ');
		}
	}
}
