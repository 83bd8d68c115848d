import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Megabytes: of the disk, and of it kept free. */
const SIZE = 28;
const RESERVE = 14;

/** A disk in memory with room for a few megabytes; undefined where this user may not mount one. */
export function mountSmallDisk(): { readonly dataDir: string; readonly env: Record<string, string>; unmount(): void } | undefined {
	if (process.platform !== 'linux' || process.getuid?.() !== 0) return undefined;
	const directory = mkdtempSync(path.join(tmpdir(), 'footfall-disk-'));
	const unmount = (): void => {
		spawnSync('umount', [directory]);
		rmSync(directory, { recursive: true, force: true });
	};
	if (spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${SIZE}m`, 'tmpfs', directory]).status !== 0) {
		rmSync(directory, { recursive: true, force: true });
		return undefined;
	}
	return { dataDir: path.join(directory, 'data'), env: { FOOTFALL_DISK_RESERVE_MB: String(RESERVE) }, unmount };
}
