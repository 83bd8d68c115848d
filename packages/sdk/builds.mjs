const usual = ['PLUGINS', 'METHODS', 'SCRUB', 'PERSIST', 'SPLIT'];
const more = ['DETAIL', 'CALLBACK', 'REVENUE', 'SETTINGS', 'CONSENT', 'OFFLINE', 'IDENTIFY'];
const rest = ['NAVIGATION', 'MANY', 'PATHS', 'HOSTS', 'CLICKS', 'BEACON', 'FOREIGN', 'DEBUG'];
const all = [...usual, ...more, ...rest];

/**
 * The script builds: the flags of `src/flags.ts` that are on, and what their gzipped and brotli size must stay below, in
 * bytes. `src/size.test.ts` holds them to it.
 *
 * @type {Record<string, {file: string, flags: string[], gzip: number, brotli?: number}>}
 */
export const builds = {
	core: { file: 'analytics.core.js', flags: [], gzip: 1250 },
	default: { file: 'analytics.js', flags: usual, gzip: 2100, brotli: 1900 },
	everything: { file: 'analytics.all.js', flags: [...usual, ...more], gzip: 3200 },
	compat: { file: 'analytics.compat.js', flags: all, gzip: 4150 },
};

/** The source that takes the place of `flags.ts` in a build. */
export const flagsSource = (on) => all.map((flag) => `export const ${flag} = ${on.includes(flag)};`).join('\n');
