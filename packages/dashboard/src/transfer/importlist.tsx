import { type ImportInfo, importFormats } from '@footfall/protocol';
import { useState } from 'preact/hooks';
import { useApp } from '../context.ts';
import { type Failure, toFailure } from '../data/api.ts';
import type { Transfers } from '../data/transfers.ts';
import type { Numbers } from '../format/number.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Progress } from './progress.tsx';
import type { TransferWords } from './words.ts';

interface ImportListProps {
	readonly imports: readonly ImportInfo[];
	readonly transfers: Transfers;
	readonly words: TransferWords;
	onChange(): void;
}

const states: Readonly<Record<ImportInfo['state'], string>> = {
	uploading: 'Upload is not finished',
	running: 'Reading',
	done: 'Done',
	failed: 'Ended early',
	undoing: 'Undoing',
};

const rowsIn = ({ events, sums = 0 }: ImportInfo): number => events + sums;

/** `12 events`; of a file of sums, `12 sums of days`. */
function broughtBy({ events, sums }: ImportInfo, { count, counted }: Pick<Numbers, 'count' | 'counted'>): string {
	if (sums === undefined) return counted(events, 'event');
	return sums === 1 ? '1 sum of a day' : `${count(sums)} sums of days`;
}

/** What was brought in, what became of it, and the way back. */
export function ImportList({ imports, transfers, words, onChange }: ImportListProps) {
	const [undoing, setUndoing] = useState<ImportInfo>();
	return (
		<section class="sheet transfer-card transfer-wide" aria-labelledby="imports-title">
			<h2 id="imports-title">Imports</h2>
			{imports.length === 0 ? (
				<p class="transfer-none">Nothing was imported into this site.</p>
			) : (
				<ul class="imports">
					{imports.map((info) => (
						<Import key={info.id} info={info} words={words} onUndo={() => setUndoing(info)} />
					))}
				</ul>
			)}
			{undoing !== undefined && (
				<Undo
					info={undoing}
					transfers={transfers}
					onClose={() => {
						setUndoing(undefined);
						onChange();
					}}
				/>
			)}
		</section>
	);
}

function Import({ info, words, onUndo }: { info: ImportInfo; words: TransferWords; onUndo(): void }) {
	const { numbers } = useApp();
	const { state, faults, bad, from, to } = info;
	const moving = state === 'running' || state === 'undoing';
	const share = state === 'uploading' ? info.uploaded / info.bytes : info.done;
	const facts = [
		...(state === 'uploading' ? [`${words.bytes(info.uploaded)} of ${words.bytes(info.bytes)}`] : []),
		// Of a file that nobody could read, nobody knows whose it is.
		...(info.rows > 0 || state === 'done' ? [importFormats[info.format]] : []),
		...(info.rows === 0 ? [] : [broughtBy(info, numbers)]),
		...(from === undefined || to === undefined ? [] : [words.span(from, to)]),
		...(info.skipped === 0 ? [] : [`${numbers.count(info.skipped)} skipped`]),
		...(bad === 0 ? [] : [`${numbers.count(bad)} not understood`]),
	];
	return (
		<li class="import" data-state={state}>
			<div class="import-head">
				<strong class="transfer-name">{info.name}</strong>
				<span class="import-state">
					{states[state]}
					{moving || state === 'uploading' ? ` · ${words.percent(share)}` : ''}
				</span>
			</div>
			<p class="import-facts">
				{facts.map((fact) => (
					<span key={fact}>{fact}</span>
				))}
				<span>{words.moment(info.createdAt)}</span>
			</p>
			{(moving || state === 'uploading') && <Progress label={`${states[state]}: ${info.name}`} share={share} />}
			{info.reason !== undefined && <p class="import-reason">{info.reason}</p>}
			{state === 'uploading' && <p class="import-hint">Choose the same file again to go on where it stands.</p>}
			<div class="import-end">
				{bad > 0 && (
					<details class="import-faults">
						<summary>
							{faults.length < bad ? `The first ${faults.length} of ${numbers.count(bad)} that were` : 'What was'} not understood
						</summary>
						<ol>
							{faults.map(({ line, message }) => (
								<li key={`${line} ${message}`}>
									<code>{numbers.count(line)}</code> {message}
								</li>
							))}
						</ol>
					</details>
				)}
				{state !== 'undoing' && (
					<button type="button" class="button" onClick={onUndo}>
						{state === 'running' ? 'Stop and undo' : rowsIn(info) === 0 ? 'Discard' : 'Undo'}
					</button>
				)}
			</div>
		</li>
	);
}

function Undo({ info, transfers, onClose }: { info: ImportInfo; transfers: Transfers; onClose(): void }) {
	const { numbers } = useApp();
	const [failure, setFailure] = useState<Failure>();
	const [busy, setBusy] = useState(false);
	const undo = async (): Promise<void> => {
		setBusy(true);
		try {
			await transfers.undo(info.id);
			onClose();
		} catch (error) {
			setFailure(toFailure(error));
			setBusy(false);
		}
	};
	return (
		<Dialog title={rowsIn(info) === 0 ? 'Discard this import?' : 'Undo this import?'} class="dialog-small" onClose={onClose}>
			<div class="form">
				<p>
					{rowsIn(info) === 0
						? `${info.name} is deleted here.`
						: info.events === 0
							? `${broughtBy(info, numbers)} of ${info.name} will be deleted. Everything else stays as it is.`
							: `${broughtBy(info, numbers)} of ${info.name} will be deleted, and the visits around counted anew. Everything else stays as it is.`}
				</p>
				{failure !== undefined && (
					<p class="form-failure" role="alert">
						{failure.message} <code>{failure.code}</code>
					</p>
				)}
				<div class="form-end">
					<button type="button" class="button" data-focus onClick={onClose}>
						Cancel
					</button>
					<button type="button" class="button button-main" disabled={busy} onClick={() => void undo()}>
						{rowsIn(info) === 0 ? 'Discard' : info.events === 0 ? 'Delete these sums' : 'Delete these events'}
					</button>
				</div>
			</div>
		</Dialog>
	);
}
