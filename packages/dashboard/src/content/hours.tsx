import { type HourOfWeek, type HoursAnswer, reportNumbers } from '@footfall/protocol';
import { useMemo } from 'preact/hooks';
import { MatrixChart } from '../chart/matrixchart.tsx';
import { useApp } from '../context.ts';
import { Drawn } from '../reports/drawn.tsx';
import { ReportBody } from '../reports/page.tsx';
import type { Column } from '../reports/table.tsx';
import { useReport } from '../reports/usereport.ts';
import '../styles/matrix.css';

/** The first hour of the epoch's first Monday, from which names of weekdays and hours are made. */
const MONDAY = Date.UTC(1970, 0, 5);
const HOUR = 3_600_000;

/** At which hours of the week people come. */
export function Hours() {
	const report = useReport<HoursAnswer>('hours', {});
	return <ReportBody report={report}>{(answer) => <Heatmap answer={answer} />}</ReportBody>;
}

const meanOf = ({ visitors, hours }: HourOfWeek): number | null => (hours === 0 ? null : visitors / hours);

function Heatmap({ answer: { cells } }: { answer: HoursAnswer }) {
	const { numbers, times } = useApp();
	// Rows begin where a week does for who reads the page; weekdays of an answer begin on Monday.
	const days = useMemo(() => Array.from({ length: 7 }, (_, row) => (times.firstWeekday + row + 6) % 7), [times]);
	const label = (hour: number): string => times.tick(new Date(MONDAY + hour * HOUR).toISOString().slice(0, 19).replace('T', ' '), 'hour');
	const data = useMemo(() => {
		const most = Math.max(0, ...cells.map((cell) => meanOf(cell) ?? 0));
		const ordered = days.flatMap((weekday, y) =>
			cells.filter((cell) => cell.weekday === weekday && cell.hours > 0).map((cell) => ({ cell, x: cell.hour, y })),
		);
		return {
			told: ordered.map(({ cell }) => cell),
			columns: Array.from({ length: 24 }, (_, hour) => label(hour)),
			rows: times.weekdays,
			cells: ordered.map(({ cell, x, y }) => ({ x, y, strength: most === 0 ? 0 : (meanOf(cell) ?? 0) / most, text: '' })),
		};
	}, [cells, days, times]);
	const nameOf = (weekday: number): string => times.weekdays[days.indexOf(weekday)] ?? '';
	const mean = (cell: HourOfWeek): string => numbers.full(meanOf(cell), 'views_per_visit');
	const tell = (index: number): string => {
		const cell = data.told[index];
		return cell === undefined
			? ''
			: `${nameOf(cell.weekday)}, ${label(cell.hour)}\n${mean(cell)} visitors on average of ${numbers.count(cell.hours)}`;
	};
	const columns: [Column<HourOfWeek>, ...Column<HourOfWeek>[]] = [
		{ label: 'Day', value: ({ weekday }) => nameOf(weekday) },
		{ label: 'Hour', value: ({ hour }) => hour, show: ({ hour }) => label(hour) },
		{ label: 'Visitors, mean', about: reportNumbers['hours.visitors'].definition, value: (cell) => meanOf(cell), show: mean },
		{ label: 'Visitors, sum', value: ({ visitors }) => visitors, show: ({ visitors }) => numbers.count(visitors) },
		{ label: 'Pageviews', value: ({ pageviews }) => pageviews, show: ({ pageviews }) => numbers.count(pageviews) },
		{ label: 'Such hours', value: ({ hours }) => hours },
	];
	return (
		<Drawn
			name="Hours of the week"
			title={
				<>
					Hours of the week <small>Visitors of an hour on average, in the time of the site.</small>
				</>
			}
			columns={columns}
			rows={cells.filter(({ hours }) => hours > 0)}
		>
			<MatrixChart label="Visitors by weekday and hour" data={data} tell={tell} row={30} column={26} />
		</Drawn>
	);
}
