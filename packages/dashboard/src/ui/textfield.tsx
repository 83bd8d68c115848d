import { useEffect, useState } from 'preact/hooks';

interface TextFieldProps {
	label: string;
	value: string;
	placeholder: string;
	class?: string;
	/** Id of the suggestions. */
	list?: string;
	/** When the field is left, or with Enter. */
	onCommit(text: string): void;
}

/** A field whose text is its own until it is left: what is typed stays when the page around it moves. */
export function TextField({ label, value, placeholder, class: name = '', list, onCommit }: TextFieldProps) {
	const [text, setText] = useState(value);
	useEffect(() => setText(value), [value]);
	const field = {
		class: `input ${name}`,
		'aria-label': label,
		placeholder,
		autocomplete: 'off',
		autocapitalize: 'none',
		spellcheck: false,
		value: text,
		onInput: ({ currentTarget }: { currentTarget: HTMLInputElement }) => setText(currentTarget.value),
		onChange: ({ currentTarget }: { currentTarget: HTMLInputElement }) => onCommit(currentTarget.value.trim()),
	} as const;
	return list === undefined ? <input type="text" {...field} /> : <input type="text" list={list} {...field} />;
}
