import terser from '@rollup/plugin-terser';
import { builds, flagsSource } from './builds.mjs';

/** One monolith per build: its flags are constants, and what they switch off is gone. */
const withFlags = (on) => ({
	name: 'flags',
	load: (id) => (id.endsWith('/flags.js') ? flagsSource(on) : null),
});

export default Object.entries(builds).map(([name, { file, flags }]) => ({
	input: `dist/builds/${name}.js`,
	output: { file: `dist/${file}`, format: 'iife', strict: false },
	plugins: [
		withFlags(flags),
		terser({
			ecma: 2020,
			toplevel: true,
			compress: {
				passes: 4,
				unsafe_arrows: true,
				booleans_as_integers: false,
				pure_getters: true,
				keep_fargs: false,
				unsafe_methods: true,
			},
			mangle: { toplevel: true, properties: { regex: /^(report|wants)$/ } },
			format: { comments: false },
		}),
	],
}));
