import { useApp } from '../context.ts';
import { useItems } from '../data/useitems.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Icon } from '../ui/icon.tsx';
import { FormFailure, useSubmit } from '../ui/usesubmit.tsx';

/** The templates by which paths are grouped into routes: `/product/:id`. */
export function RoutesDialog() {
	const { overlay, view, go } = useApp();
	const routes = useItems('routes');
	const { busy, failure, submit } = useSubmit(() => {});
	const all = routes.all.value;
	const add = async (form: HTMLFormElement): Promise<void> => {
		const template = String(new FormData(form).get('template') ?? '').trim();
		await routes.add({ template });
		form.reset();
		if (view.value.page === 'site') go({ tabs: { ...view.value.tabs, pages: 'event:route' } }, 'replace');
	};
	return (
		<Dialog
			title="Routes"
			class="dialog-small"
			onClose={() => {
				overlay.value = undefined;
			}}
		>
			<div class="form">
				<p class="form-lead">
					A template counts many pages as one: <code>/product/:id</code> stands for every product, <code>/docs/*</code> for all below. The
					past is grouped too.
				</p>
				<ul class="items">
					{(all ?? []).map(({ id, template }) => (
						<li key={id} class="item">
							<code>{template}</code>
							<button
								type="button"
								class="icon-button"
								aria-label={`Delete ${template}`}
								disabled={busy}
								onClick={() => submit(() => routes.remove(id))}
							>
								<Icon name="bin" />
							</button>
						</li>
					))}
				</ul>
				<form
					class="items-add"
					onSubmit={(event) => {
						event.preventDefault();
						const form = event.currentTarget;
						submit(() => add(form));
					}}
				>
					<input
						class="input"
						name="template"
						data-focus
						aria-label="Template"
						placeholder="/product/:id"
						required
						autocomplete="off"
						autocapitalize="none"
						spellcheck={false}
					/>
					<button type="submit" class="button button-main" disabled={busy}>
						Add
					</button>
				</form>
				<FormFailure failure={failure ?? routes.failure.value} />
			</div>
		</Dialog>
	);
}
