import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { silentLogger } from '../logger.ts';
import type { ControlDb } from './control.ts';
import { createSeal, saltKey } from './feed.ts';
import { publishControl } from './publish.ts';
import { type ReceivedControl, receiveControl } from './received.ts';
import { openSqliteControl } from './sqlite.ts';
import { createMemoryFeed } from './testing/memoryFeed.ts';

const DAY = 86_400_000;
const START = Date.UTC(2026, 4, 20, 12);
const SECRET = 'what all processes share';
const day = (time: number): string => new Date(time).toISOString().slice(0, 10);

let now: number;
let directory: string;
let topic: ReturnType<typeof createMemoryFeed>;
let control: ControlDb;
let closing: (() => Promise<unknown>)[];
const clock = (): number => now;

beforeEach(() => {
	now = START;
	directory = mkdtempSync(join(tmpdir(), 'footfall-published-'));
	topic = createMemoryFeed();
	control = openSqliteControl({ path: ':memory:', clock, firstSite: { domain: 'example.com', aliases: ['demo'] }, appSecret: SECRET });
	closing = [];
});
afterEach(async () => {
	vi.useRealTimers();
	for (const close of closing.reverse()) await close();
	control.close();
	rmSync(directory, { recursive: true, force: true });
});

function publish(everyMs?: number): void {
	const publisher = publishControl({
		control,
		feed: topic.feed,
		seal: createSeal(SECRET),
		clock,
		logger: silentLogger,
		...(everyMs === undefined ? {} : { everyMs }),
	});
	closing.push(publisher.close);
}

function receive(appSecret = SECRET, feed = topic.feed): ReceivedControl {
	const received = receiveControl({
		feed,
		seal: createSeal(appSecret),
		appSecret,
		file: join(directory, 'control.json'),
		clock,
		logger: silentLogger,
	});
	closing.push(received.close);
	return received;
}

describe('what is published', () => {
	it('is every site, and the salts of yesterday, today and two days ahead', async () => {
		publish();
		await expect.poll(() => topic.entries.size).toBe(5);
		expect([...topic.entries.keys()].slice(1)).toEqual([-1, 0, 1, 2].map((days) => saltKey(day(START + days * DAY))));
	});

	it('does not show a salt to who reads the topic alone', async () => {
		publish();
		await expect.poll(() => topic.entries.size).toBe(5);
		const salt = control.salt(day(now)) as Buffer;
		const text = [...topic.entries.values()].join();
		expect(text).not.toContain(salt.toString('base64'));
		expect(text).not.toContain(salt.toString('hex'));
		expect(createSeal('another secret').open(day(now), topic.entries.get(saltKey(day(now))) ?? '')).toBeUndefined();
		// Nor can one be passed off as that of another day.
		expect(createSeal(SECRET).open(day(now + DAY), topic.entries.get(saltKey(day(now))) ?? '')).toBeUndefined();
	});

	it('is written once, and again only where it changed', async () => {
		publish();
		await expect.poll(() => topic.written.length).toBe(5);
		publish();
		control.createSite({ domain: 'second.example' });
		await expect.poll(() => topic.entries.size).toBe(6);
		expect(topic.written.slice(5).every((key) => key.startsWith('site/'))).toBe(true);
	});

	it('loses a salt that is older than 48 hours, with a tombstone', async () => {
		publish(10);
		await expect.poll(() => topic.entries.size).toBe(5);
		now += DAY;
		await expect.poll(() => topic.written).toContain(`deleted ${saltKey(day(START - DAY))}`);
		await expect.poll(() => topic.entries.has(saltKey(day(START + 3 * DAY)))).toBe(true);
		expect(topic.entries.has(saltKey(day(START - DAY)))).toBe(false);
	});

	it('is published when Kafka comes back', async () => {
		topic.state.away = true;
		publish(10);
		await new Promise((resolve) => setTimeout(resolve, 30));
		expect(topic.entries.size).toBe(0);
		topic.state.away = false;
		await expect.poll(() => topic.entries.size).toBe(5);
	});
});

describe('a collector', () => {
	it('knows the same sites, salts and secrets as who publishes them', async () => {
		publish();
		const received = receive();
		await expect.poll(received.ready).toBe(true);
		expect(received.sites()).toEqual(control.sites());
		expect(received.findSite('www.Example.com')?.domain).toBe('example.com');
		expect(received.findSite('demo')?.domain).toBe('example.com');
		expect(received.findSite('nobody.example')).toBeUndefined();
		for (const days of [-1, 0, 1]) expect(received.salt(day(now + days * DAY))).toEqual(control.salt(day(now + days * DAY)));
		expect(received.secret('routing')).toEqual(control.secret('routing'));
	});

	it('hears of changes', async () => {
		publish();
		const received = receive();
		await expect.poll(received.ready).toBe(true);
		const site = control.createSite({ domain: 'second.example' });
		await expect.poll(() => received.siteById(site.id)).toEqual(site);
		control.updateSite(site.id, { domain: 'renamed.example' });
		await expect.poll(() => received.findSite('renamed.example')?.id).toBe(site.id);
		expect(received.findSite('second.example')).toBeUndefined();
	});

	it('is not ready before it has heard, and has senders come again', () => {
		const received = receive();
		expect(received.ready()).toBe(false);
		expect(() => received.findSite('example.com')).toThrow(expect.objectContaining({ code: 'starting', retryAfter: 5 }));
		expect(() => received.salt(day(now))).toThrow(expect.objectContaining({ code: 'starting' }));
		// Of a day whose salt is destroyed there is none to wait for.
		expect(received.salt(day(now - 2 * DAY))).toBeUndefined();
	});

	it('is not ready with salts of another secret', async () => {
		publish();
		const received = receive('another secret');
		await expect.poll(() => received.sites()).toHaveLength(1);
		expect(received.ready()).toBe(false);
	});

	it('starts with what it has kept, which shows no salt either, and is for its owner only', async () => {
		publish();
		const first = receive();
		await expect.poll(first.ready).toBe(true);
		await first.close();
		const file = join(directory, 'control.json');
		expect(readFileSync(file, 'utf8')).not.toContain((control.salt(day(now)) as Buffer).toString('base64'));
		expect(statSync(file).mode & 0o077).toBe(0);
		const alone = receive(SECRET, createMemoryFeed().feed);
		expect(alone.ready()).toBe(true);
		expect(alone.salt(day(now))).toEqual(control.salt(day(now)));
		// Two midnights without Kafka are survived; then it does not know how to go on.
		now += DAY;
		expect(alone.ready()).toBe(true);
		now += 2 * DAY;
		expect(alone.ready()).toBe(false);
	});
});
