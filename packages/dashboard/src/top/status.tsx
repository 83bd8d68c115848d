import { useApp } from '../context.ts';

/** Silence after which the page says so in earnest. */
const WORRY_MS = 10_000;

/** How fresh the numbers are, and by which way they come. */
export function LiveStatus() {
	const { connection, now } = useApp();
	const { phase, via, heardAt, newsAt } = connection.line.value;
	const silent = heardAt === undefined ? 0 : now.value - heardAt;
	const state = phase === 'live' && silent < WORRY_MS ? 'live' : phase === 'connecting' ? 'connecting' : 'lost';
	return (
		<p class={`status status-${state}`} title={`Over ${via}`}>
			<span class="status-dot" aria-hidden="true" />
			{state === 'live' && (
				<span>
					Live<span class="status-age"> · updated {agoOf(newsAt === undefined ? 0 : now.value - newsAt)}</span>
				</span>
			)}
			{state === 'connecting' && <span>Connecting …</span>}
			{state === 'lost' && <span>Connection lost</span>}
		</p>
	);
}

/** A band over the page when the numbers are no longer moving. */
export function LostBand() {
	const { connection, now } = useApp();
	const { phase, heardAt } = connection.line.value;
	const age = heardAt === undefined ? 0 : Math.round((now.value - heardAt) / 1000);
	if (phase === 'live' || heardAt === undefined || age < 3) return null;
	return (
		<div class="lost" role="status">
			<span>
				<strong>Connection lost.</strong> The numbers are {age} s old.
			</span>
			<button type="button" class="button" onClick={connection.wake}>
				Reconnect now
			</button>
		</div>
	);
}

function agoOf(ms: number): string {
	const seconds = Math.max(0, Math.round(ms / 1000));
	if (seconds < 1) return 'just now';
	if (seconds < 60) return `${seconds} s ago`;
	return seconds < 3600 ? `${Math.floor(seconds / 60)} min ago` : `${Math.floor(seconds / 3600)} h ago`;
}
