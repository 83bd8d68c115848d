import { type MetricName, type MetricSpec, metrics } from '@footfall/protocol';
import { useApp } from '../context.ts';

/** A change against the period before, coloured by whether it is good news. */
export function ChangeMark({ change, metric }: { change: number | null | undefined; metric: MetricName }) {
	const { numbers } = useApp();
	const text = numbers.change(change);
	if (change === null || change === undefined || text === '') return null;
	const rounded = Math.round(change);
	const spec: MetricSpec = metrics[metric];
	const kind = spec.better === 'neither' || rounded === 0 ? 'even' : rounded > 0 === (spec.better === 'more') ? 'good' : 'bad';
	return <span class={`change change-${kind}`}>{text}</span>;
}
