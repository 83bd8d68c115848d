import { type ErrorCode, FootfallError } from '../errors.ts';

/** Throws with the place of the fault. */
export function refuse(code: ErrorCode, at: string, message?: string): never {
	throw new FootfallError(code, { at, ...(message === undefined ? {} : { message }) });
}

type Fields = Readonly<Record<string, unknown>>;

/** An object with these keys only: a misspelt option would be ignored otherwise, and its answer believed. */
export function object(value: unknown, at: string, keys: readonly string[], code: ErrorCode = 'invalid_query'): Fields {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) refuse(code, at, 'This is not an object.');
	for (const key of Object.keys(value)) {
		if (!keys.includes(key)) refuse(code, at === '' ? key : `${at}.${key}`, `There is no such key; there are: ${keys.join(', ')}.`);
	}
	return value as Fields;
}

export function list(value: unknown, at: string, max: number, code: ErrorCode = 'invalid_query'): readonly unknown[] {
	if (!Array.isArray(value)) refuse(code, at, 'This is not a list.');
	if (value.length > max) refuse(code, at, `The list has more than ${max} items.`);
	return value;
}

export function flag(value: unknown, at: string, code: ErrorCode = 'invalid_query'): boolean {
	return typeof value === 'boolean' ? value : refuse(code, at, 'This is neither true nor false.');
}

export function wholeNumber(value: unknown, at: string, min: number, max: number, code: ErrorCode = 'invalid_query'): number {
	if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return value;
	return refuse(code, at, `This is not a whole number from ${min} to ${max}.`);
}

export function distinct<T>(values: T[], at: string): T[] {
	const twice = values.findIndex((value, index) => values.indexOf(value) < index);
	return twice < 0 ? values : refuse('invalid_query', `${at}[${twice}]`, 'This is in the list already.');
}

/** A text with something in it besides spaces, which are cut off around it. */
export function text(value: unknown, at: string, max: number, code: ErrorCode): string {
	const trimmed = typeof value === 'string' ? value.trim() : '';
	return trimmed !== '' && trimmed.length <= max ? trimmed : refuse(code, at, `This is not a text of 1 to ${max} characters.`);
}
