import type { DimensionName } from '@footfall/protocol';
import { useApp, useSite } from '../context.ts';
import { columnsOf } from '../data/columns.ts';
import { panelQuery } from '../data/queries.ts';
import { useAnswer } from '../data/useanswer.ts';
import { SaveDetails } from '../panels/download.tsx';
import { Rows } from '../panels/rows.tsx';
import { ReportHead } from '../reports/page.tsx';
import { asksGoal, dimensionPlural } from '../state/filters.ts';
import { FailureNote } from '../ui/failure.tsx';
import { Icon } from '../ui/icon.tsx';
import { ImportedMark } from '../ui/imported.tsx';
import { Hours } from './hours.tsx';
import { Occurrences } from './occurrences.tsx';
import '../styles/content.css';

/** Where visits begin and end, when people come, what they look for, and what goes wrong for them. */
export function Content() {
	return (
		<>
			<ReportHead title="Content" lead="Where visits begin and end, when people come, what they look for, and what goes wrong for them." />
			<Hours />
			<div class="content-lists">
				<List dimension="visit:entry_page" />
				<List dimension="visit:exit_page" />
				<Occurrences kind="searches" />
				<Occurrences kind="not_found" />
			</div>
			<Occurrences kind="errors" />
		</>
	);
}

function List({ dimension }: { dimension: DimensionName }) {
	const { view, go } = useApp();
	const site = useSite();
	const { result, stale, failure, retry } = useAnswer(panelQuery(site.id, view.value, dimension));
	const name = dimensionPlural(dimension);
	const columns = columnsOf(dimension, asksGoal(view.value.filters));
	return (
		<section class={`sheet report-part content-list${stale ? ' stale' : ''}`} aria-label={name}>
			<header class="report-part-head">
				<h2>{name}</h2>
				<ImportedMark meta={result?.meta} />
				<span class="report-buttons">
					<button type="button" class="button" onClick={() => go({ page: 'site', details: dimension })} aria-label={`Details of ${name}`}>
						<Icon name="expand" /> Details
					</button>
					<SaveDetails dimension={dimension} ask={{ search: undefined, order: [columns.details[0], 'desc'] }} />
				</span>
			</header>
			{failure !== undefined && <FailureNote failure={failure} retry={retry} brief={result !== undefined} />}
			{result === undefined ? (
				failure === undefined && <span class="skeleton report-wait" role="status" aria-label="Loading" />
			) : result.results.length === 0 ? (
				<p class="note">Nothing here for this range.</p>
			) : (
				<Rows dimension={dimension} result={result} columns={columns.panel} />
			)}
		</section>
	);
}
