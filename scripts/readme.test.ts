import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { variables } from '../packages/collector/src/config.ts';
import { environmentTable, withEnvironmentTable } from './environmentTable.mjs';
import { root } from './run.mjs';

describe('the table of environment variables', () => {
	it('says in the README what config.ts says (node scripts/environmentTable.mjs writes it anew)', () => {
		const readme = readFileSync(path.join(root, 'README.md'), 'utf8');
		expect(readme).toBe(withEnvironmentTable(readme, variables));
	});

	it('changes when a variable, a default or an explanation does', () => {
		const table = (name: string, byDefault: string, about: string) => environmentTable({ [name]: { default: byDefault, about } });
		const before = table('PORT', '8080', 'Port to listen on.');
		for (const after of [
			table('PORT2', '8080', 'Port to listen on.'),
			table('PORT', '80', 'Port to listen on.'),
			table('PORT', '8080', 'Another.'),
		]) {
			expect(after).not.toBe(before);
		}
	});

	it('shows aliases, and keeps a bar inside its cell', () => {
		const table = environmentTable({ PORT: { aliases: ['SERVER_PORT'], default: '', about: 'a|b' } });
		expect(table).toContain('| `PORT` (or `SERVER_PORT`) |  | a\\|b |');
	});
});

describe('links in the Markdown files', () => {
	const pages = markdownFiles();

	it('exist at all', () => {
		expect(pages).toContain('README.md');
	});

	it.each(pages)('lead somewhere in %s', (page) => {
		expect(brokenLinks(page, readFileSync(path.join(root, page), 'utf8'))).toEqual([]);
	});

	it('are noticed when they lead nowhere', () => {
		expect(
			brokenLinks('README.md', '[a](./nothing.md) [b](package.json) [c](https://example.com/x) [d](#no-such-heading)\n# One heading'),
		).toEqual(['./nothing.md', '#no-such-heading']);
	});
});

function markdownFiles(folder = ''): string[] {
	return readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
		const inner = path.posix.join(folder, entry.name);
		if (entry.isDirectory()) return /^(\.|node_modules$|dist$|data$|test-results$)/.test(entry.name) ? [] : markdownFiles(inner);
		return entry.name.endsWith('.md') ? [inner] : [];
	});
}

/** Relative links and images of a page whose file, or whose heading, is not there. */
function brokenLinks(page: string, markdown: string): string[] {
	const prose = markdown.replace(/```[\s\S]*?```/g, '').replace(/`[^`\n]*`/g, '');
	const targets = [...prose.matchAll(/\]\(([^()\s]+)[^()]*\)|<(?:img|a)[^>]+(?:src|href)="([^"]+)"/g)].map(
		(match) => match[1] ?? match[2] ?? '',
	);
	return targets.filter((target) => {
		if (/^[a-z]+:/.test(target)) return false;
		const [file = '', heading] = target.split('#');
		const absolute = path.join(root, path.dirname(page), file);
		if (file !== '' && !existsSync(absolute)) return true;
		if (heading === undefined) return false;
		const text = file === '' ? markdown : readFileSync(absolute, 'utf8');
		return !headings(text).includes(heading);
	});
}

/** Anchors as GitHub makes them of headings. */
function headings(markdown: string): string[] {
	return [...markdown.matchAll(/^#+ +(.+)$/gm)].map(([, text = '']) =>
		text
			.toLowerCase()
			.replace(/[^\p{L}\p{N} _-]/gu, '')
			.trim()
			.replaceAll(' ', '-'),
	);
}
