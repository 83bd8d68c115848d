import { useApp, useSite } from '../context.ts';
import { columnsOf } from '../data/columns.ts';
import { mapQuery } from '../data/queries.ts';
import { useAnswer } from '../data/useanswer.ts';
import { asksGoal } from '../state/filters.ts';
import { FailureNote } from '../ui/failure.tsx';
import { Lazy } from '../ui/lazy.tsx';
import { PanelFoot } from './panelfoot.tsx';
import { Rows } from './rows.tsx';

/** Rows below the map, in the height that other panels have. */
const ROWS = 3;

const loadMap = async () => (await import('../map/map.tsx')).WorldMap;

/** Where visitors come from, on a map with the first countries below; both the map's code and its shapes come when it is opened. */
export function MapPanel() {
	const { view, labels, numbers } = useApp();
	const site = useSite();
	const { result, stale, failure, retry } = useAnswer(mapQuery(site.id, view.value));
	const rows = result?.results ?? [];
	return (
		<>
			<div class={`panel-body${stale ? ' stale' : ''}`} aria-busy={result === undefined && failure === undefined}>
				{failure !== undefined && <FailureNote failure={failure} retry={retry} brief={result !== undefined} />}
				<Lazy load={loadMap} />
				{result !== undefined && rows.length > 0 && (
					<Rows
						dimension="visit:country"
						result={{ ...result, results: rows.slice(0, ROWS) }}
						columns={columnsOf('visit:country', asksGoal(view.value.filters)).panel}
					/>
				)}
				{result !== undefined && rows.length === 0 && <p class="note">Nobody from anywhere on this range.</p>}
				<table class="hidden-text">
					<caption>Visitors by country</caption>
					<tbody>
						{rows.map(({ dimensions: [code = ''], metrics: [visitors] }) => (
							<tr key={code}>
								<th scope="row">{labels.of('visit:country', code)}</th>
								<td>{numbers.full(visitors, 'visitors')}</td>
							</tr>
						))}
					</tbody>
				</table>
			</div>
			<PanelFoot dimension="visit:country" shown={ROWS} result={result} />
		</>
	);
}
