import { promisify } from 'node:util';
import { gunzip, inflate } from 'node:zlib';
import { FootfallError, limits } from '@footfall/protocol';
import type { Context } from 'hono';
import { headerOf } from './client.ts';

const unpackers: Readonly<Record<string, (packed: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>>> = {
	gzip: promisify(gunzip),
	deflate: promisify(inflate),
};

/** Reads at most `limits.wireBytes`, and lets go of the rest. */
async function readBounded(c: Context): Promise<Buffer> {
	const chunks: Uint8Array[] = [];
	let size = 0;
	for await (const chunk of c.req.raw.body ?? []) {
		size += chunk.byteLength;
		if (size > limits.wireBytes) throw new FootfallError('body_too_large');
		chunks.push(chunk);
	}
	return Buffer.concat(chunks, size);
}

async function unpack(packed: Buffer, encoding: string): Promise<string> {
	const unpacker = unpackers[encoding];
	if (unpacker === undefined) throw new FootfallError('unsupported_encoding');
	try {
		return (await unpacker(packed, { maxOutputLength: limits.bodyBytes })).toString('utf8');
	} catch (cause) {
		const tooLarge = cause instanceof RangeError && 'code' in cause && cause.code === 'ERR_BUFFER_TOO_LARGE';
		throw new FootfallError(tooLarge ? 'body_too_large' : 'not_json', { cause });
	}
}

/**
 * The text of a request's body, unpacked and bounded: `limits.wireBytes` on the wire, `limits.bodyBytes` unpacked.
 *
 * Nearly every request says its length and is not packed; that one goes by the shortest way.
 *
 * @throws {FootfallError} `body_too_large`, `unsupported_encoding`, `not_json` for a broken archive or a client that left.
 */
export async function readBody(c: Context): Promise<string> {
	try {
		return await read(c);
	} catch (cause) {
		throw cause instanceof FootfallError ? cause : new FootfallError('not_json', { message: 'The body ended too early.', cause });
	}
}

async function read(c: Context): Promise<string> {
	const encoding = headerOf(c, 'content-encoding')?.toLowerCase() ?? 'identity';
	const declared = headerOf(c, 'content-length');
	if (declared !== undefined && Number(declared) > limits.wireBytes) throw new FootfallError('body_too_large');
	if (encoding === 'identity') return declared === undefined ? (await readBounded(c)).toString('utf8') : await c.req.text();
	return await unpack(await readBounded(c), encoding === 'x-gzip' ? 'gzip' : encoding);
}
