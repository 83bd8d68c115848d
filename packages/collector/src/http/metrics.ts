import { Hono } from 'hono';

/** One number, with what tells it from others of its family. */
export interface Sample {
	readonly value: number;
	readonly labels?: Readonly<Record<string, string>>;
}

/** Numbers of one name, as Prometheus has them: a counter only grows while the process lives (those that a store keeps, for longer), a gauge goes up and down. */
export interface Family {
	/** Without the prefix `footfall_`; a counter's ends in `_total`. */
	readonly name: string;
	readonly type: 'counter' | 'gauge';
	readonly help: string;
	readonly samples: readonly Sample[];
}

const escaped = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');

function line(name: string, { value, labels = {} }: Sample): string {
	const pairs = Object.entries(labels).map(([key, text]) => `${key}="${escaped(text)}"`);
	return `${name}${pairs.length === 0 ? '' : `{${pairs.join(',')}}`} ${value}`;
}

/** Families in Prometheus's text format; those without a number are left out. */
export function renderMetrics(families: readonly Family[]): string {
	const blocks = families
		.filter(({ samples }) => samples.length > 0)
		.map(({ name, type, help, samples }) => {
			const full = `footfall_${name}`;
			const lines = samples.map((sample) => line(full, sample));
			return `# HELP ${full} ${help.replaceAll('\n', ' ')}\n# TYPE ${full} ${type}\n${lines.join('\n')}\n`;
		});
	return blocks.join('');
}

/** `GET /metrics`: the books and the state of every part of this process, for Prometheus. */
export function metricsRoutes(families: () => Promise<readonly Family[]>): Hono {
	const app = new Hono();
	app.get('/metrics', async (c) =>
		c.body(renderMetrics(await families()), 200, {
			'Content-Type': 'text/plain; version=0.0.4; charset=utf-8',
			'Cache-Control': 'no-store',
		}),
	);
	return app;
}
