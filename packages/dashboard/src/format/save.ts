/** Lets the browser save a text as a CSV file. The byte order mark tells spreadsheets that it is UTF-8. */
export function saveCsv(text: string, name: string): void {
	const url = URL.createObjectURL(new Blob(['\ufeff', text], { type: 'text/csv;charset=utf-8' }));
	const link = document.createElement('a');
	link.href = url;
	link.download = name;
	link.click();
	setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
