// @ts-check
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { anyKafka } from './broker.mjs';
import { NoKafka } from './find.mjs';

/*
 * npm run kafka: a broker for development, until Ctrl-C. What it holds lies in .footfall/kafka-data and is there again the next time.
 */

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const { values } = parseArgs({
	options: { brokers: { type: 'string', default: '1' }, port: { type: 'string', default: '9092' }, data: { type: 'string' } },
});
if (values.brokers !== '1' && values.brokers !== '3') {
	console.error('npm run kafka -- --brokers 1 or 3');
	process.exit(1);
}
const count = values.brokers === '3' ? 3 : 1;
const port = Number(values.port);

try {
	const kafka = await anyKafka({
		given: process.env.KAFKA_BROKERS ?? '',
		brokers: count,
		directory: values.data ?? path.join(root, '.footfall', `kafka-data-${count}`),
		ports: Array.from({ length: count }, (_, index) => port + index),
	});
	const where = kafka.brokers.join(',');
	if (kafka.how === 'given') {
		console.log(`KAFKA_BROKERS is set: ${where} is used, and nothing was started.`);
		process.exit(0);
	}
	console.log(`Kafka answers at ${where} (${kafka.how}). In another terminal:\n\n  KAFKA_BROKERS=${where} npm start\n`);
	const stop = () => {
		void kafka.stop().then(() => process.exit(0));
	};
	process.once('SIGINT', stop);
	process.once('SIGTERM', stop);
	setInterval(() => {}, 2 ** 30);
} catch (error) {
	if (!(error instanceof NoKafka)) throw error;
	console.error(error.message);
	process.exitCode = 1;
}
