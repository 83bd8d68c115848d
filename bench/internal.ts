/**
 * A module of the collector that its package does not export, as built:
 * `internal<typeof import('../packages/collector/dist/compose.js')>('compose.js')`.
 */
export async function internal<Module>(file: string): Promise<Module> {
	return (await import(new URL(`../../packages/collector/dist/${file}`, import.meta.url).href)) as Module;
}
