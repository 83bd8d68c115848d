import { svelte } from '@sveltejs/vite-plugin-svelte';
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';

const input = Object.fromEntries(['react', 'vue', 'svelte', 'next'].map((name) => [name, `${name}/index.html`]));

/** One page for each framework, as a site's own build would make it. */
export default defineConfig({
	base: './',
	plugins: [vue(), svelte()],
	build: { modulePreload: { polyfill: false }, rolldownOptions: { input } },
});
