import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { holdDirectory, holdFile } from './files.ts';
import type { Pages } from './pages.ts';

const { resolve } = createRequire(import.meta.url);

function directoryOf(packageName: string): string | undefined {
	try {
		return dirname(resolve(`${packageName}/package.json`));
	} catch {
		return undefined;
	}
}

/** Finds the built files of the packages beside this one. The demo shop is part of the repository, not of the published package. */
export function installedPages(wanted: { dashboard: boolean; demo: boolean }): Pages {
	const dashboard = directoryOf('@footfall/dashboard');
	const built = dashboard === undefined ? undefined : join(dashboard, 'dist');
	const demo = wanted.demo ? directoryOf('@footfall/demo-site') : undefined;
	return {
		dashboard: !wanted.dashboard ? undefined : built !== undefined && existsSync(built) ? holdDirectory(built) : new Map(),
		demo: demo === undefined ? undefined : holdDirectory(demo),
		script: holdFile('analytics.js', readFileSync(resolve('@footfall/sdk/analytics.js'))),
		builds: new Map(
			['analytics.core.js', 'analytics.all.js', 'analytics.compat.js'].map((name) => [
				name,
				holdFile(name, readFileSync(resolve(`@footfall/sdk/${name}`))),
			]),
		),
	};
}
