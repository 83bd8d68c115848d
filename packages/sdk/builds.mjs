const usual = ['PLUGINS', 'METHODS', 'SCRUB', 'PERSIST', 'NAVIGATION', 'SPLIT'];
const rest = ['DETAIL', 'CALLBACK', 'REVENUE', 'SETTINGS', 'MANY', 'BEACON', 'PATHS', 'CONSENT', 'OFFLINE', 'CLICKS', 'DEBUG'];
const all = [...usual, ...rest];

/**
 * The script builds: the flags of `src/flags.ts` that are on, and what their gzipped and brotli size must stay below, in
 * bytes. `src/size.test.ts` holds them to it.
 *
 * @type {Record<string, {file: string, flags: string[], gzip: number, brotli?: number}>}
 */
export const builds = {
	core: { file: 'analytics.core.js', flags: [], gzip: 1250 },
	default: { file: 'analytics.js', flags: usual, gzip: 2620, brotli: 2360 },
	everything: { file: 'analytics.all.js', flags: all, gzip: 4550 },
	compat: { file: 'analytics.compat.js', flags: [...all, 'FOREIGN'], gzip: 4920 },
};

/** The source that takes the place of `flags.ts` in a build. */
export const flagsSource = (on) => [...all, 'FOREIGN'].map((flag) => `export const ${flag} = ${on.includes(flag)};`).join('\n');
