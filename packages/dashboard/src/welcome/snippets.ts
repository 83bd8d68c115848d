/** The tag that measures a site; `base` is the dashboard's mount, beside which the script lies. */
export function scriptSnippet(domain: string, base: string): string {
	return `<script defer data-site="${attribute(domain)}" src="${attribute(new URL('analytics.js', base).href)}"></script>`;
}

/** The same from a bundler. */
export function npmSnippet(domain: string, base: string): string {
	const options = `{ site: ${JSON.stringify(domain)}, endpoint: ${JSON.stringify(new URL('api/events', base).href)} }`;
	return `npm install @footfall/sdk\n\nimport { init } from '@footfall/sdk';\ninit(${options});`;
}

function attribute(text: string): string {
	return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
}
