import { useState } from 'preact/hooks';
import { useApp, useSite } from '../context.ts';
import { columnsOf } from '../data/columns.ts';
import { DETAIL_ROWS, type DetailsAsk, detailsQuery } from '../data/queries.ts';
import { useAnswer } from '../data/useanswer.ts';
import { asksGoal, dimensionPlural } from '../state/filters.ts';
import type { PanelDimension } from '../state/view.ts';
import { Dialog } from '../ui/dialog.tsx';
import { FailureNote } from '../ui/failure.tsx';
import { ImportedMark } from '../ui/imported.tsx';
import { Paging } from '../ui/paging.tsx';
import { DetailsTable } from './detailstable.tsx';
import { SaveDetails } from './download.tsx';
import { SearchField } from './searchfield.tsx';

/** All rows of a dimension: searched, sorted and paged by the server, live like everything else. */
export function Details({ dimension }: { dimension: PanelDimension }) {
	const { view, go, numbers, labels } = useApp();
	const site = useSite();
	const columns = columnsOf(dimension, asksGoal(view.value.filters)).details;
	const [ask, setAsk] = useState<DetailsAsk>({ search: undefined, order: [columns[0], 'desc'], page: 0 });
	const answer = useAnswer(detailsQuery(site.id, view.value, dimension, ask));
	const total = answer.result?.meta.total_rows ?? 0;
	return (
		<Dialog
			title={
				<>
					{dimensionPlural(dimension)} <span class="details-total">{answer.result !== undefined && numbers.count(total)}</span>
				</>
			}
			class="dialog-wide"
			onClose={() => go({ details: undefined })}
		>
			<div class="details-tools">
				<SearchField
					onSearch={(text) => setAsk({ ...ask, search: text === '' ? undefined : labels.search(dimension, text), page: 0 })}
					label={`Search ${dimensionPlural(dimension)}`}
				/>
				<SaveDetails dimension={dimension} ask={ask} />
			</div>
			<div class={`details-space${answer.stale ? ' stale' : ''}`} tabIndex={-1}>
				{answer.failure !== undefined && <FailureNote failure={answer.failure} retry={answer.retry} brief={answer.result !== undefined} />}
				{(answer.result !== undefined || answer.failure === undefined) && (
					<DetailsTable
						dimension={dimension}
						columns={columns}
						answer={answer}
						order={ask.order}
						onOrder={(order) => setAsk({ ...ask, order, page: 0 })}
					/>
				)}
			</div>
			<Paging page={ask.page} size={DETAIL_ROWS} total={total} onPage={(page) => setAsk({ ...ask, page })}>
				<ImportedMark meta={answer.result?.meta} />
			</Paging>
		</Dialog>
	);
}
