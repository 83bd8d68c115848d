import { Readable } from 'node:stream';
import { FootfallError, importLimits } from '@footfall/protocol';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import type { Source } from './source.ts';

export const isZip = (head: Buffer): boolean => head.subarray(0, 2).toString('latin1') === 'PK';

/** A file of an archive. */
export interface Packed {
	readonly name: string;
	/** Unpacked. */
	readonly bytes: number;
	/** Opens it as bytes of text, unpacked as they are read. */
	open(): Promise<Source>;
}

export interface Archive {
	/** Those that are wanted, in the archive's order. */
	readonly files: readonly Packed[];
	close(): void;
}

const refuse = (message: string): never => {
	throw new FootfallError('invalid_import', { message });
};

function check(entry: Entry): void {
	const { fileName, compressedSize, uncompressedSize } = entry;
	if (!entry.canDecodeFileData()) refuse(`${fileName} is encrypted, or packed in a way that is not understood.`);
	// What it says of its size is held against what comes out; a small file may well be all the same letter.
	if (uncompressedSize > 1024 * 1024 && uncompressedSize > importLimits.archiveRatio * compressedSize)
		refuse(`${fileName} would unpack to ${Math.round(uncompressedSize / compressedSize)} times its size.`);
}

async function packed(zip: ZipFile, entry: Entry): Promise<Source> {
	const stream = await zip.openReadStreamPromise(entry);
	let read = 0;
	async function* counted(): AsyncGenerator<Buffer, void> {
		for await (const chunk of stream) {
			read += (chunk as Buffer).byteLength;
			yield chunk as Buffer;
		}
	}
	return { stream: Readable.from(counted()), read: () => read };
}

/**
 * Opens a ZIP archive by its directory; nothing is unpacked before it is read, and never more than a chunk of it is in memory.
 *
 * @throws {FootfallError} `invalid_import` when it is broken, or would unpack to more than it should.
 */
export async function openZip(file: string, wants: (name: string) => boolean): Promise<Archive> {
	const zip = await openPromise(file, { lazyEntries: true, autoClose: false }).catch((cause: Error) => {
		throw new FootfallError('invalid_import', { message: `The ZIP archive cannot be read: ${cause.message}.`, cause });
	});
	try {
		if (zip.entryCount > importLimits.archiveFiles) refuse(`The archive has more than ${importLimits.archiveFiles} files.`);
		const files: Packed[] = [];
		let bytes = 0;
		for await (const entry of zip.eachEntry()) {
			if (!wants(entry.fileName)) continue;
			check(entry);
			bytes += entry.uncompressedSize;
			if (bytes > importLimits.unpackedBytes) refuse('The archive unpacks to more than is taken.');
			files.push({ name: entry.fileName, bytes: entry.uncompressedSize, open: () => packed(zip, entry) });
		}
		return { files, close: () => zip.close() };
	} catch (error) {
		zip.close();
		if (error instanceof FootfallError) throw error;
		throw new FootfallError('invalid_import', { message: `The ZIP archive cannot be read: ${String(error)}.`, cause: error });
	}
}
