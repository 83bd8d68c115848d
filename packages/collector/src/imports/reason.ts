/** By the codes of zlib and csv-parse: what happened to the file, for whoever has it. */
const reasons: Readonly<Record<string, string>> = {
	Z_BUF_ERROR: 'The packed file ends in its middle: it was not copied whole. What comes before that is imported.',
	Z_DATA_ERROR: 'The packed file is damaged. What comes before the damage is imported.',
	CSV_MAX_RECORD_SIZE: 'A quote is opened and never closed: nobody can tell where the rows behind it end.',
};

/** Why an import ended early, in words. */
export function reasonOf(error: unknown): string {
	const code = error instanceof Error && 'code' in error ? String(error.code) : '';
	return reasons[code] ?? (error instanceof Error ? error.message : String(error));
}
