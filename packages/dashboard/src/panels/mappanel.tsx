import { useApp, useSite } from '../context.ts';
import { columnsOf } from '../data/columns.ts';
import { mapQuery } from '../data/queries.ts';
import { useAnswer } from '../data/useanswer.ts';
import { asksGoal } from '../state/filters.ts';
import { FailureNote } from '../ui/failure.tsx';
import { useLazy } from '../ui/uselazy.ts';
import { PanelFoot } from './panelfoot.tsx';
import { Rows } from './rows.tsx';

/** Rows below the map, in the height that other panels have. */
const ROWS = 3;

const loadMap = () => import('../map/map.tsx');

/** Where visitors come from, on a map with the first countries below; both the map's code and its shapes come when it is opened. */
export function MapPanel() {
	const { view, labels, numbers } = useApp();
	const site = useSite();
	const { result, stale, failure, retry } = useAnswer(mapQuery(site.id, view.value));
	const map = useLazy(loadMap);
	const rows = result?.results ?? [];
	return (
		<>
			<div class={`panel-body${stale ? ' stale' : ''}`} aria-busy={result === undefined && failure === undefined}>
				{failure !== undefined && <FailureNote failure={failure} retry={retry} brief={result !== undefined} />}
				{map.failure !== undefined && <FailureNote failure={map.failure} retry={map.retry} brief />}
				{result !== undefined && map.part !== undefined ? (
					<map.part.default result={result} />
				) : (
					map.failure === undefined && <div class="map map-wait" aria-hidden="true" />
				)}
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
