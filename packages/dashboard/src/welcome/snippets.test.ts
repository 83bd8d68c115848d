import { describe, expect, it } from 'vitest';
import { npmSnippet, scriptSnippet } from './snippets.ts';

describe('the snippet', () => {
	it('points at the script beside the dashboard, under any mount', () => {
		expect(scriptSnippet('example.com', 'https://host/stats/')).toBe(
			'<script defer data-site="example.com" src="https://host/stats/analytics.js"></script>',
		);
		expect(npmSnippet('example.com', 'https://host/')).toContain('init({ site: "example.com", endpoint: "https://host/api/events" });');
	});

	it('cannot be broken out of', () => {
		expect(scriptSnippet('a"><b>', 'https://host/')).toContain('data-site="a&quot;><b>"');
	});
});
