import type { ExportFormat, ExportProgress, ImportInfo } from '@footfall/protocol';
import { failureOf } from './api.ts';

/** Files that leave a site and come to it. Everything rejects with a `FootfallError`, or with what `fetch` throws. */
export interface Transfers {
	/** The address of a file with the raw events of some days, both included; of all time without them. */
	exportUrl(format: ExportFormat, days: readonly [from: string, to: string] | undefined): string;
	exports(signal?: AbortSignal): Promise<ExportProgress[]>;
	imports(signal?: AbortSignal): Promise<ImportInfo[]>;
	create(file: { readonly name: string; readonly size: number }): Promise<ImportInfo>;
	send(id: string, offset: number, part: Blob, signal?: AbortSignal): Promise<ImportInfo>;
	/** Resolves when the undoing has begun. */
	undo(id: string): Promise<void>;
}

export function createTransfers(base: string, site: string, fetch: typeof globalThis.fetch): Transfers {
	const root = new URL(`api/sites/${encodeURIComponent(site)}/`, base);
	const ask = async <T>(path: string, init: RequestInit = {}): Promise<T> => {
		const response = await fetch(new URL(path, root), init);
		const answer: unknown = response.status === 204 ? {} : await response.json().catch(() => undefined);
		if (!response.ok || answer === undefined) throw failureOf(answer, response.status);
		return answer as T;
	};
	const leaving = (signal: AbortSignal | undefined): RequestInit => (signal === undefined ? {} : { signal });
	return {
		exportUrl(format, days) {
			const range = days === undefined ? '' : `&from=${days[0]}&to=${days[1]}`;
			return new URL(`export?format=${format}${range}`, root).href;
		},
		exports: async (signal) => (await ask<{ exports: ExportProgress[] }>('exports', leaving(signal))).exports,
		imports: async (signal) => (await ask<{ imports: ImportInfo[] }>('imports', leaving(signal))).imports,
		create: ({ name, size }) => ask<ImportInfo>(`imports?name=${encodeURIComponent(name)}&bytes=${size}`, { method: 'POST' }),
		send: (id, offset, part, signal) =>
			ask<ImportInfo>(`imports/${encodeURIComponent(id)}?offset=${offset}`, {
				method: 'PATCH',
				headers: { 'Content-Type': 'application/octet-stream' },
				body: part,
				...leaving(signal),
			}),
		undo: async (id) => void (await ask(`imports/${encodeURIComponent(id)}`, { method: 'DELETE' })),
	};
}
