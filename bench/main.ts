import { formatTable } from './report.ts';

/** Every benchmark by the name under which it can be asked for, loaded only when it runs. */
const benches: Readonly<Record<string, () => Promise<string>>> = {
	start: async () => formatTable(await (await import('./start.ts')).benchStart()),
	ingest: async () => formatTable(await (await import('./ingest.ts')).benchIngest()),
	aggregate: async () => formatTable(await (await import('./aggregate.ts')).benchAggregate()),
	query: async () => formatTable(await (await import('./query.ts')).benchQuery()),
	large: async () => formatTable(await (await import('./large.ts')).benchLarge()),
	kafka: async () => formatTable(await (await import('./kafka.ts')).benchKafka()),
	sdk: async () => await (await import('./sdk.ts')).benchSdk(),
};

/** `npm run bench` runs all of them, `npm run bench -- ingest sdk` those named. */
async function main(names: readonly string[]): Promise<number> {
	const unknown = names.filter((name) => !Object.hasOwn(benches, name));
	if (unknown.length > 0) {
		process.stderr.write(`There is no benchmark called ${unknown.join(', ')}. There are: ${Object.keys(benches).join(', ')}, delivery.\n`);
		return 1;
	}
	for (const [name, bench] of Object.entries(benches)) {
		if (names.length > 0 && !names.includes(name)) continue;
		process.stdout.write(`${name} …\n`);
		process.stdout.write(`${await bench()}\n\n`);
	}
	return 0;
}

process.exitCode = await main(process.argv.slice(2));
