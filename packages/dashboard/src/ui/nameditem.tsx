import { useState } from 'preact/hooks';
import { Icon } from './icon.tsx';
import { FormFailure, useSubmit } from './usesubmit.tsx';

const NAME_LENGTH = 120;

interface NamedItemProps {
	name: string;
	/** What it is, for those who hear the page: `segment`. */
	what: string;
	isOn: boolean;
	/** Why it cannot be chosen; absent: it can. */
	refused?: string;
	onChoose(): void;
	rename(name: string): Promise<unknown>;
	remove(): Promise<unknown>;
}

/** Something that the site keeps under a name, in a menu: a click chooses it, and it can be renamed and deleted. */
export function NamedItem({ name, what, isOn, refused, onChoose, rename, remove }: NamedItemProps) {
	const [renaming, setRenaming] = useState(false);
	const { busy, failure, submit } = useSubmit(() => setRenaming(false));
	if (renaming) {
		return (
			<li>
				<form
					class="named-rename"
					onSubmit={(event) => {
						event.preventDefault();
						const next = nameIn(event.currentTarget);
						submit(() => rename(next));
					}}
				>
					<input
						class="input"
						name="name"
						aria-label={`Name of the ${what}`}
						required
						maxLength={NAME_LENGTH}
						defaultValue={name}
						ref={(input) => input?.focus()}
						onKeyDown={(event) => {
							if (event.key !== 'Escape') return;
							event.stopPropagation();
							setRenaming(false);
						}}
					/>
					<button type="submit" class="button" disabled={busy}>
						Rename
					</button>
				</form>
				<FormFailure failure={failure} />
			</li>
		);
	}
	return (
		<li class="named">
			<button
				type="button"
				class="menu-item"
				data-item
				aria-current={isOn}
				disabled={refused !== undefined}
				title={refused}
				onClick={onChoose}
			>
				<span class="menu-check">{isOn && <Icon name="check" />}</span>
				<span class="menu-text">
					<bdi>{name}</bdi>
					{refused !== undefined && <small class="named-refused">{refused}</small>}
				</span>
			</button>
			<button type="button" class="icon-button" aria-label={`Rename ${name}`} onClick={() => setRenaming(true)}>
				<Icon name="pencil" />
			</button>
			<button type="button" class="icon-button" aria-label={`Delete ${name}`} disabled={busy} onClick={() => submit(remove)}>
				<Icon name="bin" />
			</button>
			<FormFailure failure={failure} />
		</li>
	);
}

interface KeepAsProps {
	/** What is kept, for those who hear the page: `segment`. */
	what: string;
	placeholder: string;
	keep(name: string): Promise<unknown>;
	onDone(): void;
}

/** Keeps what is on the page under a new name. */
export function KeepAs({ what, placeholder, keep, onDone }: KeepAsProps) {
	const { busy, failure, submit } = useSubmit(onDone);
	return (
		<form
			class="menu-end named-keep"
			onSubmit={(event) => {
				event.preventDefault();
				const name = nameIn(event.currentTarget);
				submit(() => keep(name));
			}}
		>
			<input
				class="input"
				name="name"
				aria-label={`Name of the ${what}`}
				placeholder={placeholder}
				required
				maxLength={NAME_LENGTH}
				autocomplete="off"
			/>
			<button type="submit" class="button button-main" disabled={busy}>
				Save
			</button>
			<FormFailure failure={failure} />
		</form>
	);
}

const nameIn = (form: HTMLFormElement): string => String(new FormData(form).get('name') ?? '').trim();
