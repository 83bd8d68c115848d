import type { Interval } from '@footfall/protocol';
import { useApp } from '../context.ts';
import { intervals } from '../state/intervals.ts';
import { Icon } from '../ui/icon.tsx';
import { tip } from '../ui/tip.tsx';

/** Longer charts get their table only when it is asked for: it would be built anew with every event. */
export const TABLE_ALWAYS = 120;

interface ChartControlsProps {
	/** The table is shown instead of the chart. */
	table: boolean;
	onTable(table: boolean): void;
	interval: Interval;
	/** Those that suit the range. */
	fitting: readonly Interval[];
}

/** How a chart over time is shown: as a table, and in which steps. */
export function ChartControls({ table, onTable, interval, fitting }: ChartControlsProps) {
	const { go } = useApp();
	return (
		<>
			<button
				type="button"
				class="icon-button"
				aria-pressed={table}
				aria-label="Show as table"
				onClick={() => onTable(!table)}
				{...tip(table ? 'Show as chart' : 'Show as table')}
			>
				<Icon name="table" />
			</button>
			<select
				class="select"
				aria-label="Interval (I)"
				value={interval}
				disabled={fitting.length < 2}
				onChange={(event) => go({ interval: event.currentTarget.value as Interval }, 'replace')}
			>
				{fitting.map((name) => (
					<option key={name} value={name} selected={name === interval}>
						{intervals[name]}
					</option>
				))}
			</select>
		</>
	);
}
