import { mkdirSync, statfsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type DaySum, FootfallError, type ImportFormat, type ImportInfo, importLimits, isSummedFormat } from '@footfall/protocol';
import type { ControlDb, ImportBook, ImportBooks } from '../control/control.ts';
import type { Geo } from '../ingest/geo.ts';
import type { Log } from '../log/log.ts';
import type { Logger } from '../logger.ts';
import type { ImportKey, StoreReader } from '../store/store.ts';
import { formatOf } from './formats/formats.ts';
import { createReader, type ReadingReport } from './reading.ts';
import { createSumsReader } from './readingSums.ts';
import { reasonOf } from './reason.ts';
import { receivePart } from './upload.ts';

export interface NewImport {
	/** What the file is called where it comes from. */
	readonly name: string;
	/** Size of the whole file. */
	readonly bytes: number;
	/** Left out, the file says it. */
	readonly format?: ImportFormat;
}

/**
 * Files whose rows become events, through the same log as everything else, or sums of days, which go into the store beside them. One is read at a time, in small steps between requests; where it
 * stands is kept, so that a killed process goes on. A row that comes again is known by its id, whichever import it came by.
 */
export interface Imports {
	/** Those of a site, newest first. */
	list(site: string): ImportInfo[];
	/** @throws {FootfallError} `invalid_import`, `body_too_large`, `disk_full`. */
	create(site: string, file: NewImport): ImportInfo;
	/** Takes a part of the file, and begins to read it when it is whole. @throws {FootfallError} `not_found`, `upload_gap`, `body_too_large`, `disk_full`. */
	receive(site: string, id: string, offset: number, body: AsyncIterable<Uint8Array>): Promise<ImportInfo>;
	/** Deletes an import with all its events, or ends one that is not whole yet. @throws {FootfallError} `not_found`. */
	undo(site: string, id: string): ImportInfo | undefined;
	/** Goes on with what was under way when the process ended. */
	start(): void;
	stats(): ImportStats;
	/** Resolves when nothing is under way any more. */
	idle(): Promise<void>;
	close(): Promise<void>;
}

/** Since the process started. */
export interface ImportStats {
	readonly running: number;
	/** Events that the log has taken. */
	readonly events: number;
	/** Rows that were taken as sums of days. */
	readonly sums: number;
	readonly skipped: number;
	readonly bad: number;
}

export interface ImportsDeps {
	readonly books: ImportBooks;
	readonly control: Pick<ControlDb, 'siteById' | 'secret'>;
	readonly log: Pick<Log, 'append' | 'stats'>;
	readonly geo: () => Geo;
	/** Once it is open. */
	readonly store: () => Pick<StoreReader, 'query'>;
	readonly aggregator: () => {
		caughtUp(): Promise<void>;
		takeOut(of: ImportKey): Promise<number>;
		putSums(of: ImportKey, from: number, rows: readonly DaySum[]): Promise<number>;
		stats(): Promise<{ readonly behind: number }>;
	};
	readonly directory: string;
	readonly reserveBytes: number;
	readonly freeBytes?: (directory: string) => number;
	readonly clock: () => number;
	readonly newId: () => string;
	/** 32 bytes that nobody can guess. */
	readonly newSalt: () => Buffer;
	readonly logger: Logger;
}

function systemFreeBytes(directory: string): number {
	const { bavail, bsize } = statfsSync(directory);
	return bavail * bsize;
}

/** Rejects when a signal does. */
const ended = (signal: AbortSignal): Promise<never> =>
	new Promise((_, reject) => {
		signal.addEventListener('abort', () => reject(signal.reason), { once: true });
	});

/** Names of files are shown, never used: control characters out, a bounded length. */
const shownName = (name: string): string =>
	name
		.replace(/[\p{C}]/gu, '')
		.trim()
		.slice(0, 200) || 'file';

/** Rows of an import that the store has. */
const rowsIn = ({ events, sums = 0 }: ImportInfo): number => events + sums;

export function createImports(deps: ImportsDeps): Imports {
	const { books, control, directory, freeBytes = systemFreeBytes, reserveBytes, clock, logger } = deps;
	const closing = new AbortController();
	/** Imports that are read, undone or wait for it, and what stops each. */
	const working = new Map<string, AbortController>();
	/** What is told of the one that is read, ahead of what is kept. */
	const live = new Map<string, ImportInfo>();
	const receiving = new Set<string>();
	const totals = { events: 0, sums: 0, skipped: 0, bad: 0 };
	const behind = async (): Promise<number> => (await deps.aggregator().stats()).behind;
	const read = createReader({ log: deps.log, secret: control.secret, geo: deps.geo, store: deps.store, behind, clock });
	const readSums = createSumsReader({ putSums: (of, from, rows) => deps.aggregator().putSums(of, from, rows), clock });
	let queue: Promise<unknown> = Promise.resolve();
	mkdirSync(directory, { recursive: true });

	const fileOf = (id: string): string => join(directory, `${id}.upload`);
	const removeFile = (id: string): Promise<void> => rm(fileOf(id), { force: true });
	const bookOf = (site: string, id: string): ImportBook => {
		const book = books.get(id);
		if (book === undefined || book.site !== site)
			throw new FootfallError('not_found', { message: 'There is no import with this id.', at: 'import' });
		return book;
	};
	const checkRoom = (needed: number): void => {
		if (freeBytes(directory) - needed < reserveBytes) throw new FootfallError('disk_full');
	};

	/** One thing at a time, so that imports never take more than their share. */
	function enqueue(id: string, work: (signal: AbortSignal) => Promise<void>): void {
		const stopping = new AbortController();
		working.set(id, stopping);
		const signal = AbortSignal.any([stopping.signal, closing.signal]);
		queue = queue.then(async () => {
			try {
				if (!signal.aborted) await work(signal);
			} catch (error) {
				if (!signal.aborted) await fail(id, error);
			} finally {
				live.delete(id);
				if (working.get(id) === stopping) working.delete(id);
			}
		});
	}

	async function fail(id: string, error: unknown): Promise<void> {
		const book = books.get(id);
		if (book === undefined) return;
		const reason = reasonOf(error);
		logger.warn('an import has ended early', { import: id, reason });
		books.put({ ...book, salt: undefined, info: { ...book.info, ...live.get(id), state: 'failed', finishedAt: clock(), reason } });
		await removeFile(id);
	}

	async function run(id: string, signal: AbortSignal): Promise<void> {
		const book = books.get(id);
		const into = book && control.siteById(book.site);
		if (book?.info.state !== 'running' || into === undefined) return;
		const salt = book.salt ?? deps.newSalt();
		const report: ReadingReport = {
			live(info) {
				const before = live.get(id) ?? book.info;
				totals.skipped += info.skipped - before.skipped;
				totals.bad += info.bad - before.bad;
				totals.sums += (info.sums ?? 0) - (before.sums ?? 0);
				live.set(id, info);
			},
			keep(position, info) {
				// Once it is being undone, only that is kept.
				if (!signal.aborted) books.put({ ...book, salt, position, info });
			},
			appended(count) {
				totals.events += count;
			},
		};
		report.keep(book.position, book.info);
		const reading = { ...book, salt, into, file: fileOf(id) };
		const { format } = book.info;
		const info = await (isSummedFormat(format) ? readSums(format, reading, report, signal) : read(format, reading, report, signal));
		report.keep(info.rows, info);
		report.live(info);
		// It is done when it can be seen. If the aggregator cannot go on, the log has it all the same.
		if (!isSummedFormat(format)) await Promise.race([deps.aggregator().caughtUp(), ended(signal)]).catch(() => {});
		if (signal.aborted) return;
		books.put({ ...book, salt: undefined, position: info.rows, info: { ...info, state: 'done', finishedAt: clock() } });
		await removeFile(id);
	}

	async function takeOut(id: string, signal: AbortSignal): Promise<void> {
		const book = books.get(id);
		if (book === undefined) return;
		const { caughtUp, takeOut: take } = deps.aggregator();
		// What is still in the log would come back; sums never were in it.
		if (!isSummedFormat(book.info.format)) await Promise.race([caughtUp(), ended(signal)]);
		let gone = 0;
		for (;;) {
			if (signal.aborted) return;
			const some = await take({ site: book.site, import: id });
			if (some === 0) break;
			gone += some;
			live.set(id, { ...book.info, state: 'undoing', done: Math.min(1, gone / Math.max(1, rowsIn(book.info))) });
		}
		await removeFile(id);
		books.delete(id);
	}

	async function begin(id: string): Promise<void> {
		const book = books.get(id);
		if (book === undefined) return;
		try {
			const format = await formatOf(fileOf(id));
			books.put({ ...book, salt: deps.newSalt(), info: { ...book.info, format, state: 'running' } });
			enqueue(id, (signal) => run(id, signal));
		} catch (error) {
			await fail(id, error);
		}
	}

	const told = (id: string): ImportInfo => {
		const info = live.get(id) ?? books.get(id)?.info;
		if (info === undefined) throw new FootfallError('not_found', { at: 'import' });
		return { ...info };
	};

	return {
		list: (site) => books.list(site).map(({ info }) => ({ ...(live.get(info.id) ?? info) })),
		create(site, { name, bytes, format = 'access_log' }) {
			if (!Number.isSafeInteger(bytes) || bytes <= 0) {
				throw new FootfallError('invalid_import', { at: 'bytes', message: 'The size of the file is missing, or the file is empty.' });
			}
			if (bytes > importLimits.fileBytes) throw new FootfallError('body_too_large', { at: 'bytes' });
			checkRoom(bytes);
			const id = deps.newId();
			const counts = { rows: 0, events: 0, skipped: 0, bad: 0, faults: [] };
			const info = {
				id,
				name: shownName(name),
				format,
				state: 'uploading',
				bytes,
				uploaded: 0,
				done: 0,
				...counts,
				createdAt: clock(),
			} as const;
			books.put({ site, position: 0, salt: undefined, info });
			return info;
		},
		async receive(site, id, offset, body) {
			const book = bookOf(site, id);
			const { info } = book;
			if (receiving.has(id))
				throw new FootfallError('upload_gap', { at: 'offset', message: 'Another part of the file is coming in at the moment.' });
			if (info.state !== 'uploading' || offset !== info.uploaded) {
				throw new FootfallError('upload_gap', { at: 'offset', message: `The upload stands at ${info.uploaded} of ${info.bytes} bytes.` });
			}
			receiving.add(id);
			let uploaded = offset;
			try {
				const part = { file: fileOf(id), offset, most: info.bytes - offset, checkRoom: () => checkRoom(0) };
				for await (const at of receivePart(part, body)) uploaded = at;
			} finally {
				receiving.delete(id);
				// Deleted meanwhile, it stays deleted.
				if (books.get(id) === undefined) await removeFile(id);
				else books.put({ ...book, info: { ...info, uploaded } });
			}
			if (uploaded === info.bytes) await begin(id);
			return told(id);
		},
		undo(site, id) {
			const book = bookOf(site, id);
			if (book.info.state === 'undoing') return told(id);
			working.get(id)?.abort();
			if (book.info.state === 'uploading' || (book.info.state === 'failed' && rowsIn(book.info) === 0)) {
				books.delete(id);
				void removeFile(id);
				return undefined;
			}
			const info = { ...book.info, ...live.get(id), state: 'undoing', done: 0 } as const;
			live.delete(id);
			books.put({ ...book, salt: undefined, info });
			enqueue(id, (signal) => takeOut(id, signal));
			return info;
		},
		start() {
			for (const { info } of books.list().toReversed()) {
				const { id, state } = info;
				if (state === 'running') enqueue(id, (signal) => run(id, signal));
				if (state === 'undoing') enqueue(id, (signal) => takeOut(id, signal));
			}
		},
		stats: () => ({ running: working.size, ...totals }),
		async idle() {
			for (let last: unknown; last !== queue; ) {
				last = queue;
				await queue;
			}
		},
		async close() {
			closing.abort();
			await queue;
		},
	};
}
