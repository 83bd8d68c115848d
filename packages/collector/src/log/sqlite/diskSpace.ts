/** `full`: under the reserve; `nearly_full`: under twice the reserve. */
type SpaceState = 'ok' | 'nearly_full' | 'full';

export interface DiskSpace {
	/** The state as of now; `chars` is what is about to be written. */
	check(chars: number): SpaceState;
	/** The disk said that it is full, whatever it reports as free: stays so until the next look. */
	wasFull(): void;
	state(): SpaceState;
}

interface DiskSpaceDeps {
	readonly freeBytes: () => number;
	readonly reserveBytes: number;
	readonly clock: () => number;
	readonly onChange: (state: SpaceState, freeBytes: number) => void;
}

/** Asking the system costs some microseconds: it is asked this often, or after this much was written. */
const LOOK_EVERY_MS = 250;
const LOOK_EVERY_CHARS = 8 * 1024 * 1024;
/** How long the disk's own word counts more than the number of free bytes. */
const FULL_FOR_MS = 1000;

/** Watches the free space of a disk, so that appends stop while there is still room to recover. */
export function createDiskSpace({ freeBytes, reserveBytes, clock, onChange }: DiskSpaceDeps): DiskSpace {
	let current: SpaceState = 'ok';
	let next = Number.NEGATIVE_INFINITY;
	let written = 0;

	const become = (state: SpaceState, free: number): void => {
		if (state === current) return;
		current = state;
		onChange(state, free);
	};

	return {
		check(chars) {
			written += chars;
			const now = clock();
			if (now < next && written < LOOK_EVERY_CHARS) return current;
			next = now + LOOK_EVERY_MS;
			written = 0;
			const free = freeBytes();
			become(free < reserveBytes ? 'full' : free < 2 * reserveBytes ? 'nearly_full' : 'ok', free);
			return current;
		},
		wasFull() {
			next = clock() + FULL_FOR_MS;
			written = 0;
			become('full', 0);
		},
		state: () => current,
	};
}
