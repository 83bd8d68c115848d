// @ts-check
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/*
 * Where a broker can come from. Nothing here starts one.
 */

const here = path.dirname(fileURLToPath(import.meta.url));
const pom = path.join(here, 'pom.xml');
const root = path.resolve(here, '../..');

const WANTED = `A Kafka broker is needed. Either
  set KAFKA_BROKERS to the address of one,
  or start Docker,
  or install Java 17 or newer and Maven:
    Debian, Ubuntu:  apt-get install -y default-jre-headless maven
    macOS:           brew install openjdk maven`;

/** There is no way to a broker on this machine; the message says what to install. */
export class NoKafka extends Error {}

/** @param {string} command @param {string[]} args */
function output(command, args) {
	const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', timeout: 15_000, shell: process.platform === 'win32' });
	return status === 0 ? `${stdout}${stderr}` : undefined;
}

/** Whether a Docker engine answers. */
export const dockerAnswers = () => output('docker', ['info', '--format', '{{.ServerVersion}}']) !== undefined;

function javaVersion() {
	const found = /version "(\d+)/.exec(output('java', ['-version']) ?? '');
	return found?.[1] === undefined ? 0 : Number(found[1]);
}

/**
 * The folder that holds the broker's class path, filled by Maven at the first use.
 *
 * @returns {string}
 * @throws {NoKafka} when there is no Java or Maven.
 */
export function kafkaJars() {
	const name = createHash('sha256').update(readFileSync(pom)).digest('hex').slice(0, 12);
	const folder = path.join(root, '.footfall', 'kafka', name);
	const java = javaVersion();
	if (java < 17) throw new NoKafka(`${WANTED}\n(${java === 0 ? 'There is no java.' : `The java here is of version ${java}.`})`);
	if (existsSync(folder)) return folder;
	if (output('mvn', ['-version']) === undefined) throw new NoKafka(`${WANTED}\n(There is no mvn.)`);
	console.error('Fetching the Kafka broker with Maven (about 45 MB, once) …');
	// Beside it and renamed when complete, so that a run that was cut off leaves nothing that looks finished.
	const unfinished = `${folder}.${process.pid}`;
	mkdirSync(path.dirname(folder), { recursive: true });
	const args = ['-q', '-B', '-f', pom, 'dependency:copy-dependencies', `-DoutputDirectory=${unfinished}`];
	const { status, stdout, stderr } = spawnSync('mvn', args, { encoding: 'utf8', shell: process.platform === 'win32' });
	if (status !== 0 || !existsSync(unfinished) || readdirSync(unfinished).length === 0) {
		rmSync(unfinished, { recursive: true, force: true });
		throw new NoKafka(`${stdout}${stderr}\nMaven could not fetch the Kafka broker: is Maven Central within reach?`);
	}
	if (existsSync(folder)) rmSync(unfinished, { recursive: true, force: true });
	else renameSync(unfinished, folder);
	return folder;
}
