import type { QueryResult } from '@footfall/protocol';
import { useApp } from '../context.ts';
import { dimensionPlural } from '../state/filters.ts';
import type { PanelDimension } from '../state/view.ts';
import { Icon } from '../ui/icon.tsx';
import { ImportedMark } from '../ui/imported.tsx';

interface FootProps {
	dimension: PanelDimension;
	/** Rows that the panel has room for. */
	shown: number;
	result: QueryResult | undefined;
}

/** The way from a panel's first rows to all of them. */
export function PanelFoot({ dimension, shown, result }: FootProps) {
	const { go, numbers } = useApp();
	const rest = (result?.meta.total_rows ?? 0) - shown;
	return (
		<footer class="panel-foot">
			{(result?.results.length ?? 0) > 0 && (
				<button type="button" class="details-button" onClick={() => go({ details: dimension })}>
					<Icon name="expand" />
					<span>
						Details
						<span class="hidden-text"> of {dimensionPlural(dimension)}</span>
					</span>{' '}
					{rest > 0 && <span class="details-rest">{numbers.count(rest)} more</span>}
				</button>
			)}
			<ImportedMark meta={result?.meta} />
		</footer>
	);
}
