import { BATCH, type Numbered, type RowBatch } from './rows.ts';
import { openSource } from './source.ts';

/** No server writes a longer line; what is more of it is dropped as it is read. Characters. */
const LENGTH = 64 * 1024;

/** The lines of a text file, from the one after the first `done`; packed or not, in bounded memory whatever is in it. */
export async function* readLines(file: string, bytes: number, done: number): AsyncGenerator<RowBatch<string>, void> {
	const { stream, read } = await openSource(file);
	stream.setEncoding('utf8');
	let rows: Numbered<string>[] = [];
	let line = 0;
	let rest = '';
	let overlong = false;
	const add = (text: string): void => {
		line++;
		const at = { number: line, line };
		if (line > done) rows.push(overlong ? { ...at, fault: 'The line is too long.' } : { ...at, row: text.replace(/\r$/, '') });
		overlong = false;
	};
	const take = (): RowBatch<string> => {
		const batch = { rows, share: Math.min(1, read() / Math.max(1, bytes)) };
		rows = [];
		return batch;
	};
	try {
		for await (const chunk of stream) {
			const parts = (rest + String(chunk)).split('\n');
			rest = parts.pop() ?? '';
			for (const part of parts) {
				add(part);
				if (rows.length >= BATCH) yield take();
			}
			if (rest.length > LENGTH) {
				overlong = true;
				rest = '';
			}
		}
		if (rest !== '' || overlong) add(rest);
		yield take();
	} finally {
		stream.destroy();
	}
}
