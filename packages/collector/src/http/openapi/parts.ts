/** A JSON Schema (2020-12), as OpenAPI 3.1 takes it. */
export type Schema = Readonly<Record<string, unknown>>;

export type Method = 'get' | 'post' | 'patch' | 'put' | 'delete';

export interface Parameter {
	readonly name: string;
	readonly in: 'query' | 'path';
	readonly required?: true;
	readonly description: string;
	readonly schema: Schema;
	readonly example?: string | number;
}

export interface Response {
	readonly description: string;
	readonly content?: Readonly<Record<string, { readonly schema: Schema }>>;
}

/** What one address does under one method. Examples are sent against the server by the tests. */
export interface Operation {
	readonly operationId: string;
	readonly tags: readonly string[];
	readonly summary: string;
	readonly description?: string;
	readonly parameters?: readonly Parameter[];
	readonly requestBody?: {
		readonly required: true;
		readonly content: Readonly<Record<string, { readonly schema: Schema; readonly example?: unknown }>>;
	};
	readonly responses: Readonly<Record<string, Response>>;
}

export type Paths = Readonly<Record<string, Readonly<Partial<Record<Method, Operation>>>>>;

export const text: Schema = { type: 'string' };
export const whole: Schema = { type: 'integer' };
export const moment: Schema = { type: 'integer', description: 'Milliseconds since the epoch.' };

/** An object that has exactly these fields, those with a question mark not always. */
export function object(fields: Readonly<Record<string, Schema>>, more: Schema = {}): Schema {
	const entries = Object.entries(fields).map(([name, schema]) => [name.replace(/\?$/, ''), schema] as const);
	const required = Object.keys(fields).filter((name) => !name.endsWith('?'));
	return { type: 'object', properties: Object.fromEntries(entries), required, additionalProperties: false, ...more };
}
export const list = (items: Schema): Schema => ({ type: 'array', items });
export const oneOf = (values: readonly string[]): Schema => ({ type: 'string', enum: [...values] });
export const map = (values: Schema): Schema => ({ type: 'object', additionalProperties: values });
export const ref = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` });

export const json = (description: string, schema: Schema): Response => ({ description, content: { 'application/json': { schema } } });
export const body = (schema: Schema, example: unknown, type = 'application/json'): NonNullable<Operation['requestBody']> => ({
	required: true,
	content: { [type]: { schema, example } },
});

/** An answer of our own when something is wrong. */
export const failure = json('What is wrong, with a code and the place in the input.', ref('Error'));

export const siteId: Parameter = { name: 'id', in: 'path', required: true, description: 'Id of the site.', schema: text };
