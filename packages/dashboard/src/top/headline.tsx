import { useApp, useSite } from '../context.ts';
import { cardsQuery } from '../data/queries.ts';
import { useAnswer } from '../data/useanswer.ts';
import { LiveStatus } from './status.tsx';

/** What the numbers below are of: the days, what they are compared with, the zone; and how fresh they are. */
export function Headline() {
	const { view, times } = useApp();
	const site = useSite();
	const { result } = useAnswer(cardsQuery(site.id, view.value));
	const zone = site.timeZone.replaceAll('_', ' ');
	const compared = result?.query.comparison_date_range;
	return (
		<div class="headline">
			<h1>
				<span class="hidden-text">{site.name}: </span>
				{result === undefined ? times.range(view.value.range, site.timeZone) : times.resolved(result.query.date_range)}
			</h1>
			{result !== undefined && compared !== undefined && view.value.compare !== 'off' && (
				<p class="headline-compare">compared with {times.resolved(compared)}</p>
			)}
			<p class="headline-zone">{zone}</p>
			<LiveStatus />
		</div>
	);
}
