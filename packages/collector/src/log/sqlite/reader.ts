import { serve } from '../../threads/thread.ts';
import { type EntriesFile, openEntriesFile } from './entriesFile.ts';
import type { ReaderCalls } from './threads.ts';

let file: EntriesFile | undefined;

function opened(): EntriesFile {
	if (!file) throw new Error('The log is not open.');
	return file;
}

serve<ReaderCalls>({
	open(options) {
		file = openEntriesFile(options.file);
	},
	read: (what) => opened().read(what),
	since: (at) => opened().since(at),
	close: () => opened().close(),
});
