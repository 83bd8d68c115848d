import { useState } from 'preact/hooks';
import { useApp } from '../context.ts';
import { type Failure, toFailure } from '../data/api.ts';
import { Dialog } from '../ui/dialog.tsx';

const ownZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';

/** All zones that the browser knows; UTC is not among them everywhere. */
function zones(): string[] {
	return [...new Set([ownZone(), 'UTC', ...Intl.supportedValuesOf('timeZone')])].sort();
}

/** The form that adds a site; the page goes there when it is done. */
export function AddSite() {
	const { sites, overlay, go } = useApp();
	const [failure, setFailure] = useState<Failure>();
	const [busy, setBusy] = useState(false);
	const close = (): void => {
		overlay.value = undefined;
	};

	const submit = async (event: SubmitEvent & { currentTarget: HTMLFormElement }): Promise<void> => {
		event.preventDefault();
		const data = new FormData(event.currentTarget);
		const text = (name: string): string => String(data.get(name) ?? '').trim();
		const domain = hostOf(text('domain'));
		setBusy(true);
		try {
			const made = await sites.add({ domain, name: text('name') || domain, timeZone: text('timeZone') });
			close();
			go({ site: made.domain, filters: [], details: undefined });
		} catch (error) {
			setFailure(toFailure(error));
			setBusy(false);
		}
	};

	return (
		<Dialog title="Add a site" class="dialog-small" onClose={close}>
			<form class="form" onSubmit={(event) => void submit(event)}>
				<label class="field">
					<span>Domain</span>
					<input name="domain" data-focus required autocomplete="off" autocapitalize="none" spellcheck={false} placeholder="example.com" />
				</label>
				<label class="field">
					<span>
						Name <em>optional</em>
					</span>
					<input name="name" autocomplete="off" placeholder="As the domain" />
				</label>
				<label class="field">
					<span>Time zone</span>
					<select name="timeZone">
						{zones().map((zone) => (
							<option key={zone} value={zone} selected={zone === ownZone()}>
								{zone.replaceAll('_', ' ')}
							</option>
						))}
					</select>
					<small>Its days begin and end in this zone.</small>
				</label>
				{failure !== undefined && (
					<p class="form-failure" role="alert">
						{failure.message} <code>{failure.code}</code>
					</p>
				)}
				<div class="form-end">
					<button type="button" class="button" onClick={close}>
						Cancel
					</button>
					<button type="submit" class="button button-main" disabled={busy}>
						Add site
					</button>
				</div>
			</form>
		</Dialog>
	);
}

/** What people paste as a domain is often a whole address: its host is meant. */
function hostOf(text: string): string {
	return text
		.replace(/^[a-z]+:\/\//i, '')
		.replace(/[/?#].*$/, '')
		.toLowerCase();
}
