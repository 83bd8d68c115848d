// @ts-check
import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { kafkaJars } from './find.mjs';

/*
 * A Kafka of one or three brokers on 127.0.0.1, without Docker: Java runs what Maven fetched.
 */

const here = path.dirname(fileURLToPath(import.meta.url));
const START_MS = 60_000;

/**
 * One broker, which is a controller too.
 *
 * @typedef {object} Node
 * @property {number} id From 1 on.
 * @property {string} address `host:port` of the plain listener.
 * @property {string} saslAddress `host:port` of the listener that asks for a user (`footfall`, password `right`); '' without `sasl`.
 * @property {string} behindAddress `host:port` of the listener behind the proxy; '' without `proxyPorts`.
 * @property {number} behindPort Where that listener really is.
 * @property {string} tlsAddress `host:port` of the listener with TLS; '' without `tls`.
 * @property {() => boolean} running
 * @property {() => Promise<void>} start Resolves when it answers.
 * @property {() => Promise<void>} stop Asks it to end, as an operator would.
 * @property {() => Promise<void>} kill kill -9.
 * @property {() => void} pause SIGSTOP.
 * @property {() => void} resume SIGCONT.
 * @property {() => string} log What it has said.
 */

/**
 * @typedef {object} Cluster
 * @property {readonly string[]} brokers Addresses of the plain listeners.
 * @property {readonly Node[]} nodes
 * @property {string} directory
 * @property {string} certificate The certificate authority of the TLS listener, PEM; '' without `tls`.
 * @property {() => Promise<void>} stop Ends all brokers; a directory that was made for them is deleted.
 */

/**
 * @typedef {object} ClusterOptions
 * @property {1 | 3} [brokers] Default 1.
 * @property {string} [directory] Where the data is; kept. Default: a temporary one, deleted at the end.
 * @property {readonly number[]} [ports] Of the plain listeners; default free ones.
 * @property {Readonly<Record<string, string>>} [settings] More lines for server.properties.
 * @property {boolean} [sasl] A second listener that asks for user and password, under the rule that only the user `admin` may make topics.
 * @property {boolean} [tls] A third listener with TLS.
 * @property {readonly number[]} [proxyPorts] A fourth listener, whose clients are told to come to these ports: one proxy for each broker.
 */

/** Ports of 127.0.0.1 that are free now. @param {number} count */
async function freePorts(count) {
	const servers = Array.from({ length: count }, () => createServer());
	const ports = await Promise.all(
		servers.map(
			(server) =>
				/** @type {Promise<number>} */ (
					new Promise((resolve, reject) => {
						server.once('error', reject);
						server.listen(0, '127.0.0.1', () => resolve(/** @type {import('node:net').AddressInfo} */ (server.address()).port));
					})
				),
		),
	);
	await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
	return ports;
}

/** Whether something listens there. @param {number} port @returns {Promise<boolean>} */
function listens(port) {
	return new Promise((resolve) => {
		const socket = connect(port, '127.0.0.1');
		socket.once('connect', () => {
			socket.destroy();
			resolve(true);
		});
		socket.once('error', () => resolve(false));
	});
}

/** @param {string} command @param {readonly string[]} args */
function mustRun(command, args) {
	const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' });
	if (status !== 0) throw new Error(`${command} ${args[0]} failed:\n${stdout}${stderr}`);
	return stdout;
}

/** A key of its own for 127.0.0.1; answers the certificate. @param {string} keystore */
function makeKey(keystore) {
	const store = ['-keystore', keystore, '-storetype', 'PKCS12', '-storepass', 'footfall', '-alias', 'broker'];
	mustRun('keytool', ['-genkeypair', ...store, '-keyalg', 'RSA', '-validity', '30', '-dname', 'CN=127.0.0.1', '-ext', 'san=ip:127.0.0.1']);
	return mustRun('keytool', ['-exportcert', '-rfc', ...store]);
}

/** The same name at every start over the same data. @param {string} file */
function keptId(file) {
	if (!existsSync(file)) {
		const bytes = randomBytes(16);
		// One that begins with a dash is taken for an option.
		bytes.writeUInt8(bytes.readUInt8(0) & 0x7f, 0);
		writeFileSync(file, bytes.toString('base64url'));
	}
	return readFileSync(file, 'utf8');
}

/** What the JVM is told: little memory, a quick start. */
const jvm = ['-Xms64m', '-Xmx320m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Xshare:auto', '-Djava.awt.headless=true'];

/**
 * Starts brokers and resolves when all answer.
 *
 * @param {ClusterOptions} [options]
 * @returns {Promise<Cluster>}
 * @throws {import('./find.mjs').NoKafka} when there is no Java or Maven.
 */
export async function startCluster({
	brokers: count = 1,
	directory: given,
	ports = [],
	settings = {},
	sasl = false,
	tls = false,
	proxyPorts,
} = {}) {
	const jars = kafkaJars();
	const directory = given ?? mkdtempSync(path.join(tmpdir(), 'footfall-kafka-'));
	mkdirSync(directory, { recursive: true });
	const free = await freePorts(count * 5);
	const ids = Array.from({ length: count }, (_, index) => index + 1);
	const portsOf = ids.map((_, index) => ({
		plain: ports[index] ?? /** @type {number} */ (free[index * 5]),
		controller: /** @type {number} */ (free[index * 5 + 1]),
		sasl: /** @type {number} */ (free[index * 5 + 2]),
		tls: /** @type {number} */ (free[index * 5 + 3]),
		behind: /** @type {number} */ (free[index * 5 + 4]),
	}));
	const voters = portsOf.map(({ controller }, index) => `${index + 1}@127.0.0.1:${controller}`).join(',');
	const keystore = path.join(directory, 'broker.p12');
	const certificate = tls ? makeKey(keystore) : '';
	const replicas = String(count);
	const classPath = `${jars}${path.sep}*`;

	/** @param {number} index */
	const propertiesOf = (index) => {
		const port = /** @type {typeof portsOf[number]} */ (portsOf[index]);
		const listeners = [
			`PLAINTEXT://127.0.0.1:${port.plain}`,
			...(sasl ? [`SASL://127.0.0.1:${port.sasl}`] : []),
			...(tls ? [`SSL://127.0.0.1:${port.tls}`] : []),
		];
		return {
			'process.roles': 'broker,controller',
			'node.id': String(index + 1),
			'controller.quorum.voters': voters,
			'controller.listener.names': 'CONTROLLER',
			listeners: [
				...listeners,
				...(proxyPorts ? [`BEHIND://127.0.0.1:${port.behind}`] : []),
				`CONTROLLER://127.0.0.1:${port.controller}`,
			].join(','),
			'advertised.listeners': [...listeners, ...(proxyPorts ? [`BEHIND://127.0.0.1:${proxyPorts[index]}`] : [])].join(','),
			'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,SASL:SASL_PLAINTEXT,SSL:SSL,BEHIND:PLAINTEXT,CONTROLLER:PLAINTEXT',
			'inter.broker.listener.name': 'PLAINTEXT',
			'log.dirs': path.join(directory, `data-${index + 1}`),
			'auto.create.topics.enable': 'false',
			'unclean.leader.election.enable': 'false',
			'default.replication.factor': replicas,
			'min.insync.replicas': count === 3 ? '2' : '1',
			'offsets.topic.replication.factor': replicas,
			'offsets.topic.num.partitions': '3',
			'transaction.state.log.replication.factor': replicas,
			'transaction.state.log.min.isr': count === 3 ? '2' : '1',
			'transaction.state.log.num.partitions': '1',
			'share.coordinator.state.topic.replication.factor': replicas,
			'share.coordinator.state.topic.min.isr': '1',
			'group.initial.rebalance.delay.ms': '0',
			'group.min.session.timeout.ms': '1000',
			// Found dead after three seconds instead of nine: the tests end brokers all the time.
			'broker.session.timeout.ms': '3000',
			'broker.heartbeat.interval.ms': '500',
			'controller.quorum.election.timeout.ms': '500',
			'controller.quorum.fetch.timeout.ms': '1500',
			'replica.lag.time.max.ms': '5000',
			'num.network.threads': '2',
			'num.io.threads': '4',
			'num.replica.fetchers': '1',
			'log.cleaner.dedupe.buffer.size': '2097152',
			'log.index.size.max.bytes': '1048576',
			...(sasl
				? {
						'sasl.enabled.mechanisms': 'PLAIN',
						'listener.name.sasl.plain.sasl.jaas.config':
							'org.apache.kafka.common.security.plain.PlainLoginModule required user_footfall="right" user_admin="right";',
						'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
						'super.users': 'User:ANONYMOUS;User:admin',
						'allow.everyone.if.no.acl.found': 'false',
					}
				: {}),
			...(tls ? { 'ssl.keystore.location': keystore, 'ssl.keystore.type': 'PKCS12', 'ssl.keystore.password': 'footfall' } : {}),
			...settings,
		};
	};

	const clusterId = keptId(path.join(directory, 'cluster-id'));
	/** @param {number} index @returns {Node} */
	const makeNode = (index) => {
		const id = index + 1;
		const port = /** @type {typeof portsOf[number]} */ (portsOf[index]);
		const file = path.join(directory, `server-${id}.properties`);
		const logFile = path.join(directory, `server-${id}.log`);
		const options = ['-cp', classPath, `-Dlog4j2.configurationFile=${path.join(here, 'log4j2.properties')}`];
		writeFileSync(
			file,
			`${Object.entries(propertiesOf(index))
				.map(([name, value]) => `${name}=${value.replaceAll('\\', '\\\\')}`)
				.join('\n')}\n`,
		);
		mustRun('java', [...jvm, ...options, 'kafka.tools.StorageTool', 'format', '--ignore-formatted', '-t', clusterId, '-c', file]);

		/** @type {import('node:child_process').ChildProcess | undefined} */
		let child;
		/** @type {Promise<void>} */
		let ended = Promise.resolve();
		const log = () => readFileSync(logFile, 'utf8');
		// A test that fails before it stops its brokers must not leave them behind.
		const reap = () => void child?.kill('SIGKILL');

		const launch = async () => {
			if (child) return;
			const out = openSync(logFile, 'a');
			const own = spawn('java', [...jvm, ...options, 'kafka.Kafka', file], { stdio: ['ignore', out, out] });
			closeSync(out);
			child = own;
			process.once('exit', reap);
			ended = new Promise((resolve) => {
				own.once('close', () => {
					process.off('exit', reap);
					child = undefined;
					resolve();
				});
			});
			for (const deadline = Date.now() + START_MS; !(await listens(port.plain)); await sleep(100)) {
				if (child !== own) throw new Error(`Broker ${id} ended at its start:\n${log()}`);
				if (Date.now() > deadline) throw new Error(`Broker ${id} does not answer after ${START_MS / 1000} s:\n${log()}`);
			}
		};
		/** @param {NodeJS.Signals} signal */
		const end = async (signal) => {
			child?.kill(signal);
			await ended;
		};

		return {
			id,
			address: `127.0.0.1:${port.plain}`,
			saslAddress: sasl ? `127.0.0.1:${port.sasl}` : '',
			behindAddress: proxyPorts ? `127.0.0.1:${proxyPorts[index]}` : '',
			behindPort: port.behind,
			tlsAddress: tls ? `127.0.0.1:${port.tls}` : '',
			running: () => child !== undefined,
			start: launch,
			stop: async () => {
				const forced = setTimeout(() => child?.kill('SIGKILL'), 20_000);
				await end('SIGTERM');
				clearTimeout(forced);
			},
			kill: () => end('SIGKILL'),
			pause: () => void child?.kill('SIGSTOP'),
			resume: () => void child?.kill('SIGCONT'),
			log,
		};
	};

	const nodes = ids.map((_, index) => makeNode(index));
	const stop = async () => {
		for (const node of nodes) node.resume();
		// What is to be deleted need not be put in order first.
		await Promise.all(nodes.map((node) => (given === undefined ? node.kill() : node.stop())));
		if (given === undefined) rmSync(directory, { recursive: true, force: true });
	};
	try {
		await Promise.all(nodes.map((node) => node.start()));
	} catch (error) {
		await stop();
		throw error;
	}
	return { brokers: nodes.map(({ address }) => address), nodes, directory, certificate, stop };
}
