import { useState } from 'preact/hooks';
import { fileStem } from '../format/csv.ts';
import { fileOf, type Table, type TableFormat, tableFormats } from '../format/table.ts';
import { Icon } from './icon.tsx';

interface SaveProps {
	/** What the table is called, for those who hear it. */
	readonly label: string;
	/** The parts of the file's name, without its ending. */
	readonly name: readonly string[];
	/** All rows, as they are now. */
	readonly table: () => Promise<Table> | Table;
	/** There is nothing to save; default false. */
	readonly empty?: boolean;
}

/** Saves a table in one of three formats. */
export function Save({ label, name, table, empty = false }: SaveProps) {
	const [busy, setBusy] = useState<TableFormat>();
	const [failed, setFailed] = useState(false);
	const save = async (format: TableFormat): Promise<void> => {
		setBusy(format);
		setFailed(false);
		try {
			offer(await fileOf(await table(), format), `${fileStem(name)}.${format}`);
		} catch {
			setFailed(true);
		}
		setBusy(undefined);
	};
	return (
		<fieldset class="save">
			<legend class="hidden-text">Save {label}</legend>
			<Icon name="download" />
			{(Object.keys(tableFormats) as TableFormat[]).map((format) => (
				<button
					key={format}
					type="button"
					class="button button-joined"
					aria-label={`Save ${label} as ${tableFormats[format]}`}
					disabled={empty || busy !== undefined}
					onClick={() => void save(format)}
				>
					{busy === format ? '…' : tableFormats[format]}
				</button>
			))}
			<span class={failed ? 'save-failed' : 'hidden-text'} role="status">
				{failed ? 'That failed; try again.' : busy === undefined ? '' : 'Gathering …'}
			</span>
		</fieldset>
	);
}

function offer(file: Blob, name: string): void {
	const url = URL.createObjectURL(file);
	const link = document.createElement('a');
	link.href = url;
	link.download = name;
	link.click();
	setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
