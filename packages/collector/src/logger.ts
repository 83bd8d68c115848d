/** What happened, in words, with the values that matter; never an address of a visitor, never an event's content. */
export type Fields = Readonly<Record<string, string | number | boolean | null | undefined>>;

export interface Logger {
	error(message: string, fields?: Fields): void;
	warn(message: string, fields?: Fields): void;
	info(message: string, fields?: Fields): void;
	debug(message: string, fields?: Fields): void;
}

const levels = ['error', 'warn', 'info', 'debug'] as const;
export type LogLevel = (typeof levels)[number];

/** A logger of one line an entry: time, level, message, `key=value`; errors and warnings on stderr. */
export function createLogger(level: LogLevel, clock: () => number = Date.now): Logger {
	const enabled = levels.slice(0, levels.indexOf(level) + 1);
	const at =
		(own: LogLevel) =>
		(message: string, fields: Fields = {}): void => {
			if (!enabled.includes(own)) return;
			const pairs = Object.entries(fields).map(
				([key, value]) => ` ${key}=${typeof value === 'string' ? JSON.stringify(value) : String(value)}`,
			);
			const stream = own === 'error' || own === 'warn' ? process.stderr : process.stdout;
			stream.write(`${new Date(clock()).toISOString()} ${own} ${message}${pairs.join('')}\n`);
		};
	return { error: at('error'), warn: at('warn'), info: at('info'), debug: at('debug') };
}

/** A logger that says nothing, for tests and embedders. */
export const silentLogger: Logger = { error() {}, warn() {}, info() {}, debug() {} };
