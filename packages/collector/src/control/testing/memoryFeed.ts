import type { ControlFeed } from '../feed.ts';

/** A compacted topic in memory: it tells who follows what there is, and what comes. */
export function createMemoryFeed() {
	const entries = new Map<string, string>();
	const followers = new Set<(key: string, value: string | null) => void>();
	const written: string[] = [];
	const state = { away: false };
	const feed: ControlFeed = {
		async put(key, value) {
			if (state.away) throw new Error('Kafka is away');
			written.push(`${value === null ? 'deleted ' : ''}${key}`);
			if (value === null) entries.delete(key);
			else entries.set(key, value);
			for (const follower of followers) follower(key, value);
		},
		follow(onEntry, onCaughtUp) {
			for (const [key, value] of entries) onEntry(key, value);
			followers.add(onEntry);
			queueMicrotask(onCaughtUp);
			return async () => void followers.delete(onEntry);
		},
	};
	return { feed, entries, written, state };
}
