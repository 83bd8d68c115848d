import { FootfallError, type ImportInfo, importLimits } from '@footfall/protocol';
import { describe, expect, it } from 'vitest';
import { upload } from './upload.ts';

const part = importLimits.partBytes;
const base: ImportInfo = {
	...{ id: 'i', name: 'a.log', format: 'access_log', state: 'uploading', bytes: 3 * part, uploaded: 0, done: 0 },
	...{ rows: 0, events: 0, skipped: 0, bad: 0, faults: [], createdAt: 0 },
};

/** A server that keeps what it gets; `send` may be told to fail, before or after it has kept a part. */
function setUp(failures: (undefined | { keeps: boolean; error: Error })[] = [], begun?: ImportInfo) {
	let info: ImportInfo = begun ?? base;
	let exists = begun !== undefined;
	const sent: number[] = [];
	const pauses: number[] = [];
	const transfers = {
		imports: async () => (exists ? [info] : []),
		create: async () => {
			exists = true;
			return info;
		},
		send: async (_: string, offset: number, blob: Blob) => {
			sent.push(offset);
			const failure = failures.shift();
			if (failure?.keeps !== false) {
				const uploaded = offset + blob.size;
				info = { ...info, uploaded, state: uploaded === info.bytes ? 'running' : 'uploading' };
			}
			if (failure) throw failure.error;
			return info;
		},
	};
	const file = { name: 'a.log', size: base.bytes, slice: (from = 0, to = 0) => ({ size: Math.min(to, base.bytes) - from }) as Blob };
	const seen: number[] = [];
	const run = () =>
		upload(
			file,
			{ transfers, pause: async (ms) => void pauses.push(ms), onProgress: ({ uploaded }) => void seen.push(uploaded) },
			new AbortController().signal,
		);
	return { run, sent, pauses, seen };
}
const offline = new TypeError('Failed to fetch');

describe('an upload', () => {
	it('sends the file in parts', async () => {
		const { run, sent, seen } = setUp();
		expect(await run()).toMatchObject({ state: 'running', uploaded: 3 * part });
		expect([sent, seen]).toEqual([
			[0, part, 2 * part],
			[0, part, 2 * part, 3 * part],
		]);
	});

	it('goes on where an earlier attempt stands', async () => {
		const { run, sent } = setUp([], { ...base, uploaded: 2 * part });
		await run();
		expect(sent).toEqual([2 * part]);
	});

	it('asks how much has come when a part fails, and sends nothing twice that has', async () => {
		const { run, sent, pauses } = setUp([
			{ keeps: true, error: offline },
			{ keeps: false, error: new FootfallError('upload_gap') },
		]);
		expect(await run()).toMatchObject({ state: 'running' });
		expect([sent, pauses]).toEqual([
			[0, part, part, 2 * part],
			[500, 1000],
		]);
	});

	it('ends with what the server refuses it for, and after some tries with what went wrong', async () => {
		const refused = setUp([{ keeps: false, error: new FootfallError('body_too_large') }]);
		await expect(refused.run()).rejects.toMatchObject({ code: 'body_too_large' });
		const lost = setUp(Array.from({ length: 9 }, () => ({ keeps: false, error: offline })));
		await expect(lost.run()).rejects.toThrow('Failed to fetch');
		expect(lost.pauses).toEqual([500, 1000, 2000, 4000, 8000]);
	});
});
