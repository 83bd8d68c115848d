import type { ExportFormat, ExportProgress } from '@footfall/protocol';
import { useEffect, useState } from 'preact/hooks';
import { useApp, useSite } from '../context.ts';
import { anythingQuery } from '../data/queries.ts';
import type { Transfers } from '../data/transfers.ts';
import { useAnswer } from '../data/useanswer.ts';
import { spanOf } from '../state/ranges.ts';
import { Icon } from '../ui/icon.tsx';
import { Progress } from './progress.tsx';
import type { TransferWords } from './words.ts';

interface ExportCardProps {
	readonly transfers: Transfers;
	readonly running: readonly ExportProgress[];
	readonly words: TransferWords;
	onBegin(): void;
}

const formats: Readonly<Record<ExportFormat, string>> = { csv: 'CSV', parquet: 'Parquet' };

/** All events of the range, one by one, as a file that the browser saves while it is made. */
export function ExportCard({ transfers, running, words, onBegin }: ExportCardProps) {
	const { view, today, times, numbers } = useApp();
	const site = useSite();
	const { range } = view.value;
	const days = range === 'all' ? undefined : spanOf(range, today.value);
	const asked = useAnswer(anythingQuery(site.id));
	const known = asked.result?.results[0]?.metrics[0];
	const nothing = known === 0;
	return (
		<section class="sheet transfer-card" aria-labelledby="export-title">
			<h2 id="export-title">Export raw events</h2>
			<p class="transfer-about">
				Every event with all that is known of it, of <strong>{days === undefined ? 'all time' : times.days(...days)}</strong>. CSV opens in
				a spreadsheet; Parquet is a tenth of the size, keeps types, and can be imported into another Footfall. Imported sums of days are no
				events and are left out.
			</p>
			{nothing ? (
				<p class="transfer-none">There are no events yet.</p>
			) : (
				<p class="transfer-actions">
					{(Object.keys(formats) as ExportFormat[]).map((format) => (
						<a key={format} class="button" href={transfers.exportUrl(format, days)} download onClick={onBegin}>
							<Icon name="download" /> {formats[format]}
						</a>
					))}
				</p>
			)}
			<ul class="transfer-running">
				{running.map(({ id, format, events, done, phase }) => (
					<li key={id}>
						<span class="transfer-line">
							<span>{formats[format]}</span>
							<span>{events === undefined ? 'Counting …' : numbers.counted(events, 'event')}</span>
							<span>{stateOf(format, phase, done, words)}</span>
						</span>
						<Progress label={`Export as ${formats[format]}`} share={done} />
					</li>
				))}
			</ul>
			<Finished count={running.length} />
		</section>
	);
}

/** How far an export is. Parquet is written in one piece and then sent: each has its own bar. */
function stateOf(format: ExportFormat, phase: ExportProgress['phase'], done: number | undefined, { percent }: TransferWords): string {
	if (format === 'csv') return done === undefined ? 'Writing …' : percent(done);
	const doing = phase === 'writing' ? 'Writing' : 'Sending';
	return done === undefined ? `${doing} …` : `${doing}, ${percent(done)}`;
}

/** Says once that nothing is under way any more, for those who do not see the bar go. */
function Finished({ count }: { count: number }) {
	const [before, setBefore] = useState(0);
	const [said, setSaid] = useState('');
	useEffect(() => {
		if (count < before) setSaid('The export is finished.');
		setBefore(count);
	}, [count, before]);
	return (
		<span class="hidden-text" role="status">
			{said}
		</span>
	);
}
