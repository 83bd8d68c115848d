import { limits } from '../events.ts';
import type { NewRoute } from '../routes.ts';
import { object, refuse, text } from './shape.ts';

/** Reads a route template from JSON. @throws {FootfallError} `invalid_route` with the place of the fault. */
export function parseRoute(json: unknown): NewRoute {
	const fields = object(json, '', ['template'], 'invalid_route');
	const template = text(fields.template, 'template', limits.urlLength, 'invalid_route');
	const wrong = (message: string): never => refuse('invalid_route', 'template', message);
	if (!template.startsWith('/')) wrong('A template begins with /.');
	const parts = template.split('/');
	if (parts.some((part, index) => part.includes('*') && (part !== '*' || index < parts.length - 1)))
		wrong('A * stands alone, as the last part.');
	if (parts.some((part) => part.startsWith(':') && !/^:\w{1,60}$/.test(part)))
		wrong('A part such as :id has a name of letters, digits and _.');
	if (!parts.some((part) => part === '*' || part.startsWith(':'))) wrong('A template has a part such as :id, or a * at its end.');
	return { template };
}
