import { useMemo } from 'preact/hooks';
import { useApp, useSite } from '../context.ts';
import { createTransfers } from '../data/transfers.ts';
import { FailureNote } from '../ui/failure.tsx';
import { ExportCard } from './exportcard.tsx';
import { ImportCard } from './importcard.tsx';
import { ImportList } from './importlist.tsx';
import './transfer.css';
import { useTransfers } from './usetransfers.ts';
import { transferWords } from './words.ts';

/** Raw events out of a site and into it. */
export function Transfer() {
	const { base } = useApp();
	const site = useSite();
	const transfers = useMemo(() => createTransfers(base, site.id, window.fetch.bind(window)), [base, site.id]);
	const words = useMemo(() => transferWords(navigator.languages, site.timeZone), [site.timeZone]);
	const { imports, exports, failure, look } = useTransfers(transfers);
	return (
		<>
			<div class="headline">
				<h1>Data</h1>
			</div>
			{failure !== undefined && <FailureNote failure={failure} retry={look} brief={imports !== undefined} />}
			<div class="transfer">
				<ExportCard transfers={transfers} running={exports} words={words} onBegin={look} />
				<ImportCard transfers={transfers} words={words} onChange={look} />
				{imports === undefined ? (
					failure === undefined && <span class="skeleton transfer-wait" role="status" aria-label="Loading" />
				) : (
					<ImportList imports={imports} transfers={transfers} words={words} onChange={look} />
				)}
			</div>
		</>
	);
}
