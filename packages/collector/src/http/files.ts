import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Context } from 'hono';
import { getMimeType } from 'hono/utils/mime';

const brotli = promisify(brotliCompress);
const deflate = promisify(gzip);

type Encoding = 'br' | 'gzip';

/** A file in memory with its validators; compressed forms are made once, when first asked for. */
export interface HeldFile {
	readonly body: Buffer;
	readonly type: string;
	readonly etag: string;
	encoded(encoding: Encoding): Promise<Buffer>;
}

const compressible = /^(text\/|application\/(javascript|json|manifest\+json|xml)|image\/svg)/;

/** Holds bytes as a file of the type that its name says. */
export function holdFile(name: string, body: Buffer): HeldFile {
	const forms = new Map<Encoding, Promise<Buffer>>();
	const make = (encoding: Encoding): Promise<Buffer> =>
		encoding === 'br' ? brotli(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }) : deflate(body, { level: 9 });
	return {
		body,
		type: getMimeType(name) ?? 'application/octet-stream',
		etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`,
		encoded(encoding) {
			const form = forms.get(encoding) ?? make(encoding);
			forms.set(encoding, form);
			return form;
		},
	};
}

/**
 * Reads a directory into memory, by path relative to it with forward slashes.
 *
 * What is served is exactly what was there at start, so that no request path ever touches the file system.
 */
export function holdDirectory(directory: string): ReadonlyMap<string, HeldFile> {
	const files = new Map<string, HeldFile>();
	for (const entry of readdirSync(directory, { recursive: true, encoding: 'utf8' })) {
		const path = join(directory, entry);
		if (!statSync(path).isFile() || /(^|[\\/])(\.|package\.json$|README\.md$)/.test(entry)) continue;
		files.set(relative(directory, path).split(sep).join('/'), holdFile(entry, readFileSync(path)));
	}
	return files;
}

/** Answers with a held file: 304 for a matching `If-None-Match`, brotli or gzip where the client takes it. */
export async function sendFile(c: Context, file: HeldFile, cacheControl: string, headers: Record<string, string> = {}): Promise<Response> {
	const common = {
		ETag: file.etag,
		'Cache-Control': cacheControl,
		Vary: 'Accept-Encoding',
		'X-Content-Type-Options': 'nosniff',
		...headers,
	};
	const known = c.req.header('If-None-Match');
	if (known?.split(/\s*,\s*/).some((tag) => tag.replace(/^W\//, '') === file.etag)) return c.body(null, 304, common);
	const accepted = c.req.header('Accept-Encoding') ?? '';
	const encoding: Encoding | undefined = !compressible.test(file.type)
		? undefined
		: /\bbr\b/.test(accepted)
			? 'br'
			: /\bgzip\b/.test(accepted)
				? 'gzip'
				: undefined;
	const body = encoding === undefined ? file.body : await file.encoded(encoding);
	return c.body(new Uint8Array(body), 200, {
		...common,
		'Content-Type': file.type,
		...(encoding === undefined ? {} : { 'Content-Encoding': encoding }),
	});
}
