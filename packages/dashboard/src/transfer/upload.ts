import { FootfallError, type ImportInfo, importLimits } from '@footfall/protocol';
import type { Transfers } from '../data/transfers.ts';

export interface UploadDeps {
	readonly transfers: Pick<Transfers, 'imports' | 'create' | 'send'>;
	/** Resolves after so many milliseconds. */
	readonly pause: (ms: number) => Promise<void>;
	readonly onProgress: (info: ImportInfo) => void;
}

const PAUSES_MS = [500, 1000, 2000, 4000, 8000];

/** A file that was chosen, as far as it is needed here. */
type Upload = Pick<File, 'name' | 'size' | 'slice'>;

/**
 * Sends a file in parts, and goes on where an earlier attempt with it stands: after a lost connection, or when it is chosen again.
 *
 * @throws {FootfallError} what the server refuses it for; after the last retry, whatever kept it from answering.
 */
export async function upload(file: Upload, { transfers, pause, onProgress }: UploadDeps, signal: AbortSignal): Promise<ImportInfo> {
	const begun = (await transfers.imports(signal)).find(
		({ state, name, bytes }) => state === 'uploading' && name === file.name && bytes === file.size,
	);
	let info = begun ?? (await transfers.create(file));
	onProgress(info);
	let failed = 0;
	while (info.state === 'uploading' && info.uploaded < file.size) {
		try {
			const { id, uploaded } = info;
			info = await transfers.send(id, uploaded, file.slice(uploaded, uploaded + importLimits.partBytes), signal);
			failed = 0;
		} catch (error) {
			const wait = PAUSES_MS[failed++];
			const final = error instanceof FootfallError && error.code !== 'upload_gap' && error.code !== 'invalid_import' && error.status < 500;
			if (signal.aborted || final || wait === undefined) throw error;
			await pause(wait);
			// Nobody knows how much of the part has come.
			const { id } = info;
			const now = (await transfers.imports(signal).catch(() => [])).find((one) => one.id === id);
			info = now ?? info;
		}
		onProgress(info);
	}
	return info;
}
