import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('throttle.mjs', import.meta.url));

/** Lets a process have only a share of its time (0–1), until the returned function is called. */
export function throttle(pid: number, share: number): () => Promise<void> {
	const child = fork(program, [String(pid), String(share)]);
	const ended = once(child, 'exit');
	return async () => {
		child.kill('SIGTERM');
		await ended;
	};
}
