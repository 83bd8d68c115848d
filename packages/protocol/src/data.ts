/** The file formats in which raw events leave. */
export const exportFormats = ['csv', 'parquet'] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** An export that is under way. */
export interface ExportProgress {
	readonly id: string;
	readonly format: ExportFormat;
	/** Milliseconds since the epoch. */
	readonly startedAt: number;
	/** Events that the file will hold; undefined until they are counted. */
	readonly events?: number;
	/** `writing`: the file is being made. `sending`: it is on its way. */
	readonly phase: 'writing' | 'sending';
	/** Share that is done, 0–1: of all of it for CSV, which is sent as it is made, and of the phase for Parquet; undefined while nobody can say. */
	readonly done?: number;
}

/** The files that can be brought in, and whose they are. */
export const importFormats = {
	footfall: 'Footfall’s own Parquet',
	access_log: 'Web server access log',
	goatcounter: 'GoatCounter CSV',
	umami: 'Umami CSV',
	plausible: 'Plausible CSV',
	ga4: 'Google Analytics 4 CSV',
} as const;
export type ImportFormat = keyof typeof importFormats;

/** Those that hold sums of days, and no events. */
export const summedFormats = ['plausible', 'ga4'] as const satisfies readonly ImportFormat[];
export type SummedFormat = (typeof summedFormats)[number];

export function isSummedFormat(format: ImportFormat): format is SummedFormat {
	return (summedFormats as readonly ImportFormat[]).includes(format);
}

export const importLimits = {
	/** Bytes of a whole file. */
	fileBytes: 32 * 1024 ** 3,
	/** Bytes of one request that brings a part of it. */
	partBytes: 8 * 1024 ** 2,
	/** Bytes that the files of an archive may unpack to, all together. */
	unpackedBytes: 32 * 1024 ** 3,
	/** Files of an archive. */
	archiveFiles: 1000,
	/** How much larger than it is packed a file of an archive may be: texts of numbers are up to some tens of times. */
	archiveRatio: 250,
	/** Faults that are kept with their line; further ones are counted. */
	faults: 100,
} as const;

/**
 * Where an import stands.
 *
 * - `uploading`: its file is not whole yet.
 * - `running`: its rows become events, or are taken as sums.
 * - `done`, `failed`: nothing happens any more; `reason` says why it failed. What came before stays until it is undone.
 * - `undoing`: its events are being deleted.
 */
export type ImportState = 'uploading' | 'running' | 'done' | 'failed' | 'undoing';

/** A row of a file that could not be used. */
export interface ImportFault {
	/** Line of the file, or row of a Parquet file, from 1. */
	readonly line: number;
	readonly message: string;
}

export interface ImportInfo {
	readonly id: string;
	/** What the file was called where it came from. */
	readonly name: string;
	readonly format: ImportFormat;
	readonly state: ImportState;
	/** Size of the file, and how much of it is here, bytes. */
	readonly bytes: number;
	readonly uploaded: number;
	/** Share of the file that is read, or of the undoing that is done, 0–1. */
	readonly done: number;
	/** `rows = events + sums + skipped + bad`. Skipped rows are right and mean no event: images, redirects; or their day is another import's. */
	readonly rows: number;
	readonly events: number;
	/** Rows that were taken as sums of days; only where the format holds such. */
	readonly sums?: number;
	readonly skipped: number;
	readonly bad: number;
	readonly faults: readonly ImportFault[];
	/** The span of its events; milliseconds since the epoch. Of sums, noon of the first and of the last day in UTC. */
	readonly from?: number;
	readonly to?: number;
	readonly createdAt: number;
	readonly finishedAt?: number;
	readonly reason?: string;
}
