// @ts-check
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { startCluster } from './cluster.mjs';
import { dockerAnswers } from './find.mjs';

const compose = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../docker-compose.yml');
/** Where the compose file's broker is reached from this machine. */
const COMPOSE_ADDRESS = '127.0.0.1:9094';

/**
 * A Kafka to work with, by whichever way there is: an address that is given, Docker, Java.
 *
 * @typedef {object} AnyKafka
 * @property {readonly string[]} brokers
 * @property {'given' | 'docker' | 'java'} how
 * @property {() => Promise<void>} stop Ends what was started for this; a given one is left alone.
 */

/**
 * @param {import('./cluster.mjs').ClusterOptions & { given?: string }} [options] `given`: the value of KAFKA_BROKERS. Java alone can start three.
 * @returns {Promise<AnyKafka>}
 * @throws {import('./find.mjs').NoKafka} when there is no way; its message says what to install.
 */
export async function anyKafka({ given = '', ...options } = {}) {
	if (given !== '') return { brokers: given.split(',').map((broker) => broker.trim()), how: 'given', stop: async () => {} };
	if ((options.brokers ?? 1) === 1 && dockerAnswers()) {
		const started = dockerCompose('up', '--detach', '--wait', 'kafka');
		if (started.status === 0) return { brokers: [COMPOSE_ADDRESS], how: 'docker', stop: async () => stopDocker() };
		console.error(`${started.stderr}\nDocker could not start the broker; trying Java.`);
	}
	const cluster = await startCluster(options);
	return { brokers: cluster.brokers, how: 'java', stop: cluster.stop };
}

function stopDocker() {
	dockerCompose('stop', 'kafka');
}

/** @param {string[]} args */
function dockerCompose(...args) {
	// The file asks for the secret of Footfall's own services, which are not started here.
	const env = { ...process.env, APP_SECRET: process.env.APP_SECRET ?? 'not used by the broker' };
	return spawnSync('docker', ['compose', '-f', compose, ...args], { encoding: 'utf8', env });
}
