import type { ClientMessage, ServerMessage } from '@footfall/protocol';
import { describe, expect, it } from 'vitest';
import { createConnection } from './connection.ts';
import type { LinkEvents, OpenLink } from './link.ts';

/** A network and a clock in the test's hand. */
function world(names: string[]) {
	let now = 1000;
	const timers: { at: number; run: () => void }[] = [];
	const lines: { name: string; events: LinkEvents; sent: ClientMessage[]; closed: boolean }[] = [];
	const links = names.map((name): { name: string; open: OpenLink } => ({
		name,
		open(events) {
			const made = { name, events, sent: [] as ClientMessage[], closed: false };
			lines.push(made);
			return {
				send: (message) => void made.sent.push(message),
				close: () => {
					made.closed = true;
				},
			};
		},
	}));
	const connection = createConnection({
		links,
		clock: () => now,
		random: () => 1,
		later(ms, run) {
			const timer = { at: now + ms, run };
			timers.push(timer);
			return () => void timers.splice(timers.indexOf(timer) >>> 0, 1);
		},
	});
	const advance = (ms: number): void => {
		for (const end = now + ms; now < end; now += 100) {
			for (const timer of timers.filter(({ at }) => at <= now)) {
				timers.splice(timers.indexOf(timer), 1);
				timer.run();
			}
		}
	};
	const last = () => lines[lines.length - 1] as (typeof lines)[number];
	return { connection, advance, lines, last };
}

/** Closes each line as soon as it is there, `times` over. */
function failInTurn(lines: { events: LinkEvents }[], advance: (ms: number) => void, times: number): void {
	for (let index = 0; index < times; index++) {
		lines[index]?.events.closed();
		for (let waited = 0; lines.length < index + 2 && waited < 20_000; waited += 100) advance(100);
	}
}

const watch: ClientMessage = { type: 'watch', site: 's' };
const unwatch: ClientMessage = { type: 'unwatch', site: 's' };
const tick: ServerMessage = { type: 'tick', time: '', data_version: 1 };

describe('the connection', () => {
	it('says everything when the line opens, and again on the next one', () => {
		const { connection, advance, last } = world(['socket']);
		connection.hold('w', () => watch, unwatch);
		last().events.opened();
		expect(last().sent).toEqual([watch]);
		last().events.received(tick);
		last().events.closed();
		expect(connection.line.value.phase).toBe('lost');
		advance(700);
		last().events.opened();
		expect(last().sent).toEqual([watch]);
		expect(connection.line.value.phase).toBe('live');
	});

	it('takes back what is no longer wanted', () => {
		const { connection, last } = world(['socket']);
		last().events.opened();
		const release = connection.hold('w', () => watch, unwatch);
		release();
		release();
		expect(last().sent).toEqual([watch, unwatch]);
	});

	it('notices a line that died in silence', () => {
		const { connection, advance, lines, last } = world(['socket']);
		last().events.opened();
		last().events.received(tick);
		advance(8500);
		expect(lines[0]?.closed).toBe(true);
		expect(connection.line.value.phase).toBe('lost');
		advance(1000);
		expect(lines).toHaveLength(2);
	});

	it('tries the next kind of line after two failures in a row, and all of them in turn', () => {
		const { advance, lines } = world(['socket', 'stream', 'poll']);
		failInTurn(lines, advance, 7);
		expect(lines.slice(0, 7).map(({ name }) => name)).toEqual(['socket', 'socket', 'stream', 'stream', 'poll', 'poll', 'socket']);
	});

	it('waits for a kind of line that has worked before', () => {
		const { advance, lines, last } = world(['socket', 'stream']);
		last().events.opened();
		last().events.received(tick);
		failInTurn(lines, advance, 5);
		expect(new Set(lines.map(({ name }) => name))).toEqual(new Set(['socket']));
	});

	it('waits longer after each failure, unless it is woken', () => {
		const { connection, advance, lines } = world(['socket']);
		lines[0]?.events.closed();
		advance(700);
		lines[1]?.events.closed();
		advance(700);
		expect(lines).toHaveLength(2);
		connection.wake();
		expect(lines).toHaveLength(3);
	});

	it('does not hear an abandoned line', () => {
		const { connection, advance, lines } = world(['socket']);
		const heard: ServerMessage[] = [];
		connection.listen((message) => heard.push(message));
		lines[0]?.events.closed();
		advance(700);
		lines[0]?.events.received(tick);
		expect(heard).toEqual([]);
	});
});
