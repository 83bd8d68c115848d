import terser from '@rollup/plugin-terser';
import { builds, flagsSource } from './builds.mjs';

/** One monolith per build: its flags are constants, and what they switch off is gone. */
const withFlags = (on) => ({
	name: 'flags',
	load: (id) => (id.endsWith('/flags.js') ? flagsSource(on) : null),
});

/** One kind of declaration in place of two: shorter, and terser can join more of them. Nothing is ever assigned to a constant. */
const declarations = {
	name: 'declarations',
	renderChunk: (code) => code.replace(/\bconst /g, 'let '),
};

/** Rollup ends the file with a line break. */
const trimmed = {
	name: 'trimmed',
	generateBundle(_, bundle) {
		for (const chunk of Object.values(bundle)) chunk.code = chunk.code.trimEnd();
	},
};

export default Object.entries(builds).map(([name, { file, flags }]) => ({
	input: `dist/builds/${name}.js`,
	output: { file: `dist/${file}`, format: 'iife', strict: false },
	plugins: [
		withFlags(flags),
		declarations,
		terser({
			ecma: 2020,
			toplevel: true,
			compress: { passes: 4, unsafe_arrows: true, pure_getters: true, keep_fargs: false },
			// what plugins use of a tracker
			mangle: { toplevel: true, properties: { regex: /^(report|notice|wants)$/ } },
			format: { comments: false },
		}),
		trimmed,
	],
}));
