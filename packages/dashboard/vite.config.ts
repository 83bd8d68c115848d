import { defineConfig } from 'vite';

/** Where `npm start` listens; `npm run dev` here asks it for everything but the page. */
const server = 'http://127.0.0.1:8080';

/**
 * The page lives under any mount (`/`, `/stats/`), so every address in the build is relative. The polyfill for module preloading is not
 * needed by the browsers below.
 */
export default defineConfig({
	base: './',
	resolve: { conditions: ['footfall-source', 'module', 'browser', 'development|production'] },
	oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
	server: { proxy: { '/api': server, '/ws': { target: server, ws: true }, '/analytics.js': server, '/demo': server } },
	build: {
		target: ['chrome123', 'edge123', 'firefox128', 'safari17.5'],
		cssTarget: ['chrome123', 'firefox128', 'safari17.5'],
		modulePreload: { polyfill: false },
		assetsInlineLimit: 0,
	},
});
