import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

/** A file's text, unpacked where it is gzip, and how much of the file has been read. */
export interface Source {
	readonly stream: Readable;
	/** Bytes of the file itself. */
	read(): number;
}

/** The first bytes of a file. */
export async function headOf(file: string, bytes: number): Promise<Buffer> {
	const handle = await open(file);
	try {
		const { buffer, bytesRead } = await handle.read(Buffer.alloc(bytes), 0, bytes, 0);
		return buffer.subarray(0, bytesRead);
	} finally {
		await handle.close();
	}
}

export const isGzip = (head: Buffer): boolean => head[0] === 0x1f && head[1] === 0x8b;

/** Opens a file as bytes of text; a packed one is never unpacked further than it is read. */
export async function openSource(file: string): Promise<Source> {
	const packed = isGzip(await headOf(file, 2));
	const raw = createReadStream(file);
	// The reader of the last stream hears of every error; nobody else has to.
	return { stream: packed ? pipeline(raw, createGunzip(), () => {}) : raw, read: () => raw.bytesRead };
}
