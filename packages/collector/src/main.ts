#!/usr/bin/env node
import type { Server } from 'node:http';
import { parseArgs } from 'node:util';
import { serve } from '@hono/node-server';
import { compose, type Footfall } from './compose.ts';
import { type Config, ConfigError, readConfig, usesKafka } from './config.ts';
import { createLogger, type Logger } from './logger.ts';

const usage = `footfall [--role all|collect|aggregate,serve] [--port 8080] [--host 127.0.0.1] [--data-dir ./data]

Everything else is set by environment variables; the README lists them.`;

/** Flags are short for environment variables and win over them. */
const flags = { role: 'FOOTFALL_ROLE', port: 'PORT', host: 'HOST', 'data-dir': 'DATA_DIR' } as const;

function configFromCommandLine(): Config {
	const options = Object.fromEntries(
		[...Object.keys(flags), 'help'].map((name) => [name, { type: name === 'help' ? 'boolean' : 'string' } as const]),
	);
	const { values } = (() => {
		try {
			return parseArgs({ options, strict: true });
		} catch (error) {
			throw new ConfigError(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
		}
	})();
	if (values.help === true) {
		process.stdout.write(`${usage}\n`);
		process.exit(0);
	}
	const given = Object.entries(flags).flatMap(([flag, name]) => (typeof values[flag] === 'string' ? [[name, values[flag]]] : []));
	return readConfig({}, Object.fromEntries(given));
}

/** Slow and idle clients are let go, so that they cannot hold every connection (slowloris). */
function limit(server: Server): void {
	server.headersTimeout = 10_000;
	server.requestTimeout = 30_000;
	server.keepAliveTimeout = 65_000;
	server.maxConnections = 10_000;
}

function listen(footfall: Footfall, config: Config): Promise<{ server: Server; port: number }> {
	return new Promise((resolve, reject) => {
		const server = serve({ fetch: footfall.app.fetch, hostname: config.HOST, port: config.PORT }, (address) => {
			server.off('error', reject);
			resolve({ server, port: address.port });
		}) as Server;
		server.once('error', reject);
		limit(server);
	});
}

/** Words for the errors that an operator can do something about. */
function advice(error: unknown, config: Config | undefined): string {
	if (error instanceof ConfigError) return error.message;
	const code = error instanceof Error && 'code' in error ? error.code : undefined;
	if (code === 'EADDRINUSE')
		return `Port ${config?.PORT} on ${config?.HOST} is taken. Stop what listens there, or set PORT to another one.`;
	if (code === 'EADDRNOTAVAIL') return `${config?.HOST} is not an address of this machine. Set HOST to one that is, or to 0.0.0.0.`;
	if (code === 'EACCES' && error instanceof Error && 'syscall' in error && error.syscall === 'listen') {
		return `Port ${config?.PORT} needs more rights than this process has. Set PORT to 1024 or above.`;
	}
	if (code === 'EACCES' || code === 'EROFS' || code === 'EPERM') {
		return `The data directory ${config?.DATA_DIR} cannot be written. Make it writable, or set DATA_DIR to another one.`;
	}
	return error instanceof Error ? error.message : String(error);
}

/** How long a repeated signal counts as the same one: npm and terminals may both pass on one Ctrl-C. */
const SAME_SIGNAL_MS = 1000;

/** Ends the process when asked to; asked again later, or after ten seconds, it ends at once. */
function stopOnSignal(stop: () => Promise<void>, logger: Logger): void {
	let askedAt: number | undefined;
	const onSignal = (signal: NodeJS.Signals): void => {
		if (askedAt !== undefined) {
			if (performance.now() - askedAt > SAME_SIGNAL_MS) process.exit(1);
			return;
		}
		askedAt = performance.now();
		logger.info('stopping', { signal });
		setTimeout(() => process.exit(1), 10_000).unref();
		stop().then(
			() => process.exit(0),
			(error: unknown) => {
				logger.error('could not stop cleanly', { reason: String(error) });
				process.exit(1);
			},
		);
	};
	for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
}

async function main(): Promise<void> {
	let config: Config | undefined;
	try {
		config = configFromCommandLine();
		const logger = createLogger(config.LOG_LEVEL);
		// The Kafka client leaves promises behind when brokers die; events must be taken in all the same.
		if (usesKafka(config))
			process.on('unhandledRejection', (error) => logger.error('an error that nobody waited for', { reason: String(error) }));
		const footfall = await compose(config, { logger });
		const { server, port } = await listen(footfall, config);
		footfall.attach(server);
		stopOnSignal(async () => {
			const closed = new Promise((resolve) => server.close(resolve));
			await footfall.close();
			server.closeAllConnections();
			await closed;
		}, logger);
		const host = config.HOST.includes(':') ? `[${config.HOST}]` : config.HOST;
		process.stdout.write(`Footfall is listening on http://${host}:${port}/\n`);
		if (config.FOOTFALL_DEMO && config.FOOTFALL_ROLE.includes('collect'))
			process.stdout.write(`The demo shop is at http://${host}:${port}/demo/\n`);
		await footfall.start();
	} catch (error) {
		process.stderr.write(`${advice(error, config)}\n`);
		process.exit(1);
	}
}

await main();
