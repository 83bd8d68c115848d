import { type Cohort, type RetentionAnswer, type RetentionInterval, reportNumbers, retentionIntervals } from '@footfall/protocol';
import { useMemo } from 'preact/hooks';
import { MatrixChart } from '../chart/matrixchart.tsx';
import { useApp } from '../context.ts';
import { ActionEditor, KnownActions } from '../reports/actioneditor.tsx';
import { Drawn } from '../reports/drawn.tsx';
import { ReportBody, ReportHead } from '../reports/page.tsx';
import type { Column } from '../reports/table.tsx';
import { useReport } from '../reports/usereport.ts';
import type { ActionDraft } from '../state/actions.ts';
import { type RetentionView, readRetention, writeRetention } from './retentionview.ts';
import '../styles/matrix.css';

const words: Record<RetentionInterval, string> = { day: 'Days', week: 'Weeks', month: 'Months' };

/** Who comes back, and when. */
export function Retention() {
	const { view } = useApp();
	const retention = readRetention(view.value.own);
	const report = useReport<RetentionAnswer>('retention', retention.ask);
	return (
		<>
			<ReportHead title="Retention" lead="People by when they came first, and how many of them came back." />
			<KnownActions />
			<Tools retention={retention} />
			<ReportBody report={report}>{(answer) => <Matrix answer={answer} />}</ReportBody>
		</>
	);
}

function Tools({ retention }: { retention: RetentionView }) {
	const { go } = useApp();
	const change = (part: Partial<RetentionView>): void => go({ own: writeRetention({ ...retention, ...part }) }, 'replace');
	return (
		<section class="sheet report-part" aria-label="Cohorts">
			<div class="report-tools">
				<label class="report-choice">
					<span>by</span>
					<select
						class="select"
						aria-label="Interval"
						value={retention.interval}
						onChange={({ currentTarget: { value } }) => change({ interval: value as RetentionInterval })}
					>
						{retentionIntervals.map((interval) => (
							<option key={interval} value={interval}>
								{words[interval].toLowerCase()}
							</option>
						))}
					</select>
				</label>
				<Choice name="Came first" anything="any visit" draft={retention.cohort} onChange={(cohort) => change({ cohort })} />
				<Choice name="Came back" anything="any visit" draft={retention.returning} onChange={(returning) => change({ returning })} />
			</div>
		</section>
	);
}

interface ChoiceProps {
	name: string;
	anything: string;
	draft: ActionDraft | undefined;
	onChange(draft: ActionDraft | undefined): void;
}

/** Any visit, or something that is done. */
function Choice({ name, anything, draft, onChange }: ChoiceProps) {
	return (
		<div class="report-choice">
			<span>{name}:</span>
			<select
				class="select"
				aria-label={name}
				value={draft === undefined ? '' : 'action'}
				onChange={({ currentTarget: { value } }) => onChange(value === '' ? undefined : { kind: 'event', what: '' })}
			>
				<option value="">{anything}</option>
				<option value="action">with …</option>
			</select>
			{draft !== undefined && <ActionEditor label={`${name} with`} draft={draft} onChange={onChange} />}
		</div>
	);
}

function Matrix({ answer }: { answer: RetentionAnswer }) {
	const { numbers, times } = useApp();
	const { cohorts, mean, followed, left_out, running, query } = answer;
	const { interval } = query;
	const share = (people: number, members: number): number | null => (members === 0 ? null : (100 * people) / members);
	const shown = cohorts.filter(({ members }) => members > 0);
	// Nothing is known of periods longer ago than the first cohort.
	const longest = Math.max(0, ...shown.map(({ returned }) => returned.length));
	const data = useMemo(
		() => ({
			columns: cohorts.slice(0, longest).map((_, later) => String(later)),
			rows: ['All', ...shown.map(({ period }) => times.tick(period, interval))],
			cells: [mean, ...shown.map(({ returned, members }) => returned.map((people) => share(people, members)))].flatMap((cells, y) =>
				cells.flatMap((value, x) => (value === null ? [] : [{ x, y, strength: value / 100, text: numbers.short(value, 'percentage') }])),
			),
		}),
		[answer, numbers, times],
	);
	const tell = (index: number): string => {
		const cell = data.cells[index];
		if (cell === undefined) return '';
		const when = cell.x === 0 ? 'in the same' : `after ${cell.x}`;
		const unit = cell.x === 1 ? interval : words[interval].toLowerCase();
		const cohort = shown[cell.y - 1];
		if (cohort === undefined) return `All: ${numbers.full(mean[cell.x], 'percentage')} ${when} ${cell.x === 0 ? interval : unit}`;
		const open = running !== null && cohorts.indexOf(cohort) + cell.x === running ? ' so far' : '';
		return `${times.bucket(cohort.period, interval)}\n${numbers.count(cohort.returned[cell.x] ?? 0)} of ${numbers.count(cohort.members)} ${when} ${cell.x === 0 ? interval : unit}${open}`;
	};
	const columns: [Column<Cohort>, ...Column<Cohort>[]] = [
		{ label: 'Cohort', value: ({ period }) => period, show: ({ period }) => times.bucket(period, interval) },
		{
			label: 'Members',
			about: reportNumbers['retention.members'].definition,
			value: ({ members }) => members,
			show: ({ members }) => numbers.count(members),
		},
		...cohorts.slice(1, longest).map(
			(_, index): Column<Cohort> => ({
				label: `+${index + 1}`,
				about: reportNumbers['retention.returned'].definition,
				value: ({ returned }) => returned[index + 1] ?? null,
				show: ({ returned, members }) => {
					const people = returned[index + 1];
					if (people === undefined) return '';
					return `${numbers.count(people)} (${numbers.short(share(people, members), 'percentage')})`;
				},
			}),
		),
	];
	return (
		<>
			{left_out > 0 && (
				<p class="report-notice" role="note">
					{numbers.counted(left_out, 'visitor')} {left_out === 1 ? 'is' : 'are'} left out: without cookies a visitor is known for one day
					only, and nobody can tell whether they came back.{' '}
					{followed > 0 ? `The ${numbers.count(followed)} below have a persistent id or were identified.` : ''}
				</p>
			)}
			{shown.length === 0 ? (
				<p class="note sheet">
					Nobody in this range can be followed from day to day. Visitors can where the script has <code>data-persist</code>, or the site
					calls <code>identify()</code>.
				</p>
			) : (
				<Drawn
					name="Retention"
					title={
						<>
							{words[interval]} after the first
							<small>
								{numbers.count(shown.reduce((sum, { members }) => sum + members, 0))} people in {numbers.count(shown.length)} cohorts
							</small>
						</>
					}
					columns={columns}
					rows={shown}
				>
					<MatrixChart label="Retention: share of each cohort that came back" data={data} tell={tell} row={34} column={52} />
				</Drawn>
			)}
		</>
	);
}
