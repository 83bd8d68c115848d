import { reportNumbers } from '@footfall/protocol';
import { tip } from '../ui/tip.tsx';

interface FactsProps {
	facts: readonly (readonly [name: keyof typeof reportNumbers, value: string])[];
	class?: string;
}

/** Numbers that have no chart, each with what it means. */
export function Facts({ facts, class: more = '' }: FactsProps) {
	return (
		<dl class={`shop-facts ${more}`.trim()}>
			{facts.map(([name, value]) => (
				<div key={name}>
					<dt>
						<button type="button" class="report-about" {...tip(reportNumbers[name].definition)}>
							{reportNumbers[name].label}
						</button>
					</dt>
					<dd>{value}</dd>
				</div>
			))}
		</dl>
	);
}
