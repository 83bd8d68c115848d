// @ts-check
import { parseArgs } from 'node:util';
import { build, targets } from './build.mjs';
import { installed, run, runMain, Stop } from './run.mjs';
import { setup } from './setup.mjs';

/*
 * npm run test:faults -- --rounds 20 [--seed 7] [--only 'broker,disk'] [--report table.md]: every fault of the distributed run, so often.
 */

await runMain(async () => {
	const { values } = parseArgs({
		options: { rounds: { type: 'string', default: '3' }, seed: { type: 'string' }, only: { type: 'string' }, report: { type: 'string' } },
	});
	if (!/^[1-9]\d*$/.test(values.rounds)) throw new Stop('--rounds is a number from 1 on.');
	await setup();
	await build(Object.keys(targets));
	const seed = values.seed ?? String(Date.now() % 1_000_000);
	console.log(`FAULT_SEED=${seed}`);
	const env = {
		FAULT_ROUNDS: values.rounds,
		FAULT_SEED: seed,
		...(values.only === undefined ? {} : { FAULT_ONLY: values.only }),
		...(values.report === undefined ? {} : { FAULT_REPORT: values.report }),
	};
	const { code } = await run(installed('vitest'), ['run', '-c', 'e2e/faults/vitest.config.ts', 'kafkaFaults'], { env });
	return code;
});
