import type { ImportInfo } from '@footfall/protocol';
import { useEffect, useRef, useState } from 'preact/hooks';
import { type Failure, toFailure } from '../data/api.ts';
import type { Transfers } from '../data/transfers.ts';
import { Icon } from '../ui/icon.tsx';
import { Progress } from './progress.tsx';
import { upload } from './upload.ts';
import type { TransferWords } from './words.ts';

interface ImportCardProps {
	readonly transfers: Transfers;
	readonly words: TransferWords;
	onChange(): void;
}

interface Sending {
	readonly name: string;
	readonly bytes: number;
	readonly uploaded: number;
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Where files are dropped or chosen; what has been sent shows up in the list. */
export function ImportCard({ transfers, words, onChange }: ImportCardProps) {
	const [sending, setSending] = useState<Sending>();
	const [failure, setFailure] = useState<Failure>();
	const [over, setOver] = useState(false);
	const leaving = useRef<AbortController | undefined>(undefined);
	const input = useRef<HTMLInputElement>(null);
	useEffect(() => () => leaving.current?.abort(), []);

	const send = async (files: readonly File[]): Promise<void> => {
		if (sending !== undefined || files.length === 0) return;
		const controller = new AbortController();
		leaving.current = controller;
		setFailure(undefined);
		try {
			for (const file of files) {
				setSending({ name: file.name, bytes: file.size, uploaded: 0 });
				const onProgress = ({ uploaded }: ImportInfo): void => setSending({ name: file.name, bytes: file.size, uploaded });
				await upload(file, { transfers, pause, onProgress }, controller.signal);
				onChange();
			}
		} catch (error) {
			if (!controller.signal.aborted) setFailure(toFailure(error));
		} finally {
			onChange();
			setSending(undefined);
			if (input.current !== null) input.current.value = '';
		}
	};

	return (
		<section class="sheet transfer-card" aria-labelledby="import-title">
			<h2 id="import-title">Import</h2>
			<p class="transfer-about">
				Access logs of a web server (combined format), exports of GoatCounter and Umami (its ZIP has the properties too), and Parquet of
				another Footfall; packed with gzip or not. Plausible’s export (its ZIP) and CSV of Google Analytics 4 with dates bring sums of days,
				which are added where they can answer. What is here already is not counted twice, and each import can be undone.
			</p>
			{/* biome-ignore lint/a11y/noStaticElementInteractions: the button inside does the same by key */}
			<div
				class={`transfer-drop ${over ? 'transfer-drop-over' : ''}`}
				onDragOver={(event) => {
					event.preventDefault();
					setOver(true);
				}}
				onDragLeave={() => setOver(false)}
				onDrop={(event) => {
					event.preventDefault();
					setOver(false);
					void send([...(event.dataTransfer?.files ?? [])]);
				}}
			>
				{sending === undefined ? (
					<>
						<span>Drop files here, or</span>
						<button type="button" class="button button-main" onClick={() => input.current?.click()}>
							<Icon name="plus" /> Choose files
						</button>
					</>
				) : (
					<div class="transfer-sending">
						<span class="transfer-line">
							<span class="transfer-name">{sending.name}</span>
							<span>
								{words.bytes(sending.uploaded)} of {words.bytes(sending.bytes)}
							</span>
						</span>
						<Progress label={`Upload of ${sending.name}`} share={sending.bytes === 0 ? undefined : sending.uploaded / sending.bytes} />
						<button type="button" class="button" onClick={() => leaving.current?.abort()}>
							Pause
						</button>
					</div>
				)}
				<input
					ref={input}
					type="file"
					multiple
					hidden
					aria-label="Files to import"
					onChange={(event) => void send([...(event.currentTarget.files ?? [])])}
				/>
			</div>
			{failure !== undefined && (
				<p class="form-failure" role="alert">
					{failure.message} <code>{failure.code}</code> Choose the file again to go on where it stands.
				</p>
			)}
		</section>
	);
}
