import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** A program of its own, so that what is measured shares no event loop with what measures it. */
export interface Running {
	readonly pid: number;
	readonly port: number;
	/** Asks it to end, and waits. */
	stop(): Promise<void>;
}

const collect = (child: ChildProcess): (() => string) => {
	let output = '';
	const add = (chunk: Buffer): void => {
		output += chunk.toString();
	};
	child.stdout?.on('data', add);
	child.stderr?.on('data', add);
	return () => output;
};

/** Starts a server that prints its address, `http://127.0.0.1:<port>`. */
export async function startServer(file: URL, env: Readonly<Record<string, string>> = {}): Promise<Running> {
	const child = spawn(process.execPath, [file.pathname], {
		env: { PATH: process.env.PATH ?? '', ...env },
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	const output = collect(child);
	const address = (): string | undefined => /http:\/\/127\.0\.0\.1:(\d+)/.exec(output())?.[1];
	while (address() === undefined) {
		if (child.exitCode !== null) throw new Error(`${file.pathname} ended with ${child.exitCode}:\n${output()}`);
		await sleep(10);
	}
	return {
		pid: child.pid ?? 0,
		port: Number(address()),
		async stop() {
			if (child.exitCode !== null) return;
			child.kill('SIGTERM');
			await once(child, 'exit');
		},
	};
}

/** Runs a program to its end; resolves with the JSON it printed. */
export async function runJson<T>(file: URL, argument: unknown): Promise<T> {
	const child = spawn(process.execPath, [file.pathname, JSON.stringify(argument)], { stdio: ['ignore', 'pipe', 'inherit'] });
	const output = collect(child);
	const [code] = await once(child, 'close');
	if (code !== 0) throw new Error(`${file.pathname} ended with ${code}:\n${output()}`);
	return JSON.parse(output()) as T;
}

/** Resident memory of a process, bytes: now, and the most it ever had where the system tells (Linux). */
export function memoryOf(pid: number): { now: number; peak: number | undefined } {
	const status = `/proc/${pid}/status`;
	if (!existsSync(status))
		return { now: Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) * 1024, peak: undefined };
	const text = readFileSync(status, 'utf8');
	const kilobytes = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(text)?.[1]) * 1024;
	return { now: kilobytes('VmRSS'), peak: kilobytes('VmHWM') };
}

/** Processor seconds that a process has used; 0 where the system does not tell. */
export function cpuSeconds(pid: number): number {
	const stat = `/proc/${pid}/stat`;
	if (!existsSync(stat)) return 0;
	// The name in parentheses may hold spaces; user and system time are the 12th and 13th field after it, in 1/100 s.
	const fields = readFileSync(stat, 'utf8').split(') ')[1]?.split(' ') ?? [];
	return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** Waits until a server has worked off what it took, so that the next measurement has the machine to itself. */
export async function untilIdle(pid: number, atMostMs = 30_000): Promise<void> {
	const deadline = Date.now() + atMostMs;
	let last = cpuSeconds(pid);
	for (let quiet = 0; quiet < 2 && Date.now() < deadline; ) {
		await sleep(400);
		const now = cpuSeconds(pid);
		quiet = now - last < 0.04 ? quiet + 1 : 0;
		last = now;
	}
}
