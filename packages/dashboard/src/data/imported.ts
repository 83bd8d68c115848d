import type { QueryMeta } from '@footfall/protocol';

/** What to say of imported data in an answer. */
export interface ImportedNote {
	/** It is in the numbers, there is some that is not, or none of it is of what is asked. */
	readonly state: 'in' | 'out' | 'none';
	readonly text: string;
}

const INCLUDED =
	'Imported data is included: sums of days, up to the day before this site’s first own event. Visitors are those of each day added up.';

/** Undefined where there is nothing to say: none was imported, or none on these days. */
export function importedNote(meta: QueryMeta | undefined): ImportedNote | undefined {
	if (meta === undefined) return undefined;
	const { imports_included: included, imports_skip_reason: reason, imports_warning: warning, comparison_imports_included: before } = meta;
	if (included === true) return { state: 'in', text: warning === undefined ? INCLUDED : `${INCLUDED}\n${warning}` };
	// Which table is missing is worth a word; that a site has none is not.
	if (reason === 'no_imported_data' && warning !== undefined) return { state: 'none', text: warning };
	if (reason !== 'out_of_range' && reason !== 'manual_exclusion' && warning !== undefined) return { state: 'out', text: warning };
	return before === true ? { state: 'in', text: 'Imported data is in what this is compared with, not in the period itself.' } : undefined;
}
