import { open } from 'node:fs/promises';
import { FootfallError } from '@footfall/protocol';

export interface Part {
	readonly file: string;
	/** Where the part begins; what lies behind it from an attempt that failed is written over. */
	readonly offset: number;
	/** Bytes that are still missing. */
	readonly most: number;
	/** Asked now and then. @throws {FootfallError} `disk_full`. */
	readonly checkRoom: () => void;
}

/** Bytes after which what was received is made durable and told, and the disk is looked at. */
const STEP = 8 * 1024 * 1024;

/**
 * Writes a part of an upload into its file, never more than is missing; yields the size of what is durable, now and then and at last, so that
 * a client that leaves in the middle goes on from there.
 *
 * @throws {FootfallError} `body_too_large`, or what `checkRoom` throws.
 */
export async function* receivePart({ file, offset, most, checkRoom }: Part, body: AsyncIterable<Uint8Array>): AsyncGenerator<number, void> {
	const handle = await open(file, offset === 0 ? 'w' : 'r+', 0o600);
	let written = 0;
	let told = 0;
	try {
		try {
			for await (const chunk of body) {
				if (written + chunk.byteLength > most)
					throw new FootfallError('body_too_large', { message: 'There is more of the file than was announced.' });
				await handle.write(chunk, 0, chunk.byteLength, offset + written);
				written += chunk.byteLength;
				if (written - told < STEP) continue;
				await handle.datasync();
				told = written;
				yield offset + written;
				checkRoom();
			}
		} finally {
			await handle.datasync();
		}
		yield offset + written;
	} finally {
		await handle.close();
	}
}
