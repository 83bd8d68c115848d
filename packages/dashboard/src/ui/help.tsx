import { useApp } from '../context.ts';
import { keySheet } from '../state/keys.ts';
import { Dialog } from './dialog.tsx';

/** All keys of the page. */
export function HelpSheet() {
	const { overlay } = useApp();
	return (
		<Dialog
			title="Keys"
			class="dialog-help"
			onClose={() => {
				overlay.value = undefined;
			}}
		>
			<div class="sheet-columns">
				{keySheet.map(({ title, keys }) => (
					<section key={title}>
						<h3>{title}</h3>
						<dl>
							{keys.map(({ keys: names, does }) => (
								<div key={does}>
									<dt>{does}</dt>
									<dd>
										{names.map((name) => (
											<kbd key={name}>{name}</kbd>
										))}
									</dd>
								</div>
							))}
						</dl>
					</section>
				))}
			</div>
		</Dialog>
	);
}
