/** A path whose parts that begin with a colon stand for anything: `/product/:id` is `/product/123`. `*` at its end is the rest. */
export interface Route {
	id: string;
	template: string;
}

export type NewRoute = Omit<Route, 'id'>;

const rankOf = (part: string): number => (part === '*' ? 2 : part.startsWith(':') ? 1 : 0);

/** What a template matches, whatever its parts are called: `/product/:id` and `/product/:slug` are the same. */
export function routeShape(template: string): string {
	return template
		.split('/')
		.map((part) => (part.startsWith(':') ? ':' : part))
		.join('/');
}

/** Which of two templates is tried first where a path fits both: the one that says more, from the left. */
export function compareRoutes(a: string, b: string): number {
	const [left, right] = [a.split('/'), b.split('/')];
	for (const [index, part] of left.entries()) {
		const other = right[index];
		if (other === undefined) return -1;
		const difference = rankOf(part) - rankOf(other);
		if (difference !== 0) return difference;
	}
	return left.length < right.length ? 1 : routeShape(a) < routeShape(b) ? -1 : 1;
}

/** A template as a regular expression that needs no backtracking. */
export function routePattern(template: string): string {
	const parts = template.split('/').map((part) => {
		if (part === '*') return '.*';
		return part.startsWith(':') ? '[^/]+' : part.replace(/[\\^$.|?+()[\]{}*]/g, '\\$&');
	});
	return `^${parts.join('/')}$`;
}
