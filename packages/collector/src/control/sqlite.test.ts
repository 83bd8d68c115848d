import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FootfallError } from '@footfall/protocol';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSqliteControl } from './sqlite.ts';

const DAY = 86_400_000;
const START = Date.UTC(2026, 4, 20, 12);
const day = (time: number): string => new Date(time).toISOString().slice(0, 10);
let directory = '';
let path = '';
let now = START;
const open = (file = ':memory:', appSecret = '') =>
	openSqliteControl({
		path: file,
		clock: () => now,
		firstSite: { domain: 'example.com', timeZone: 'Europe/Berlin', aliases: ['demo'] },
		appSecret,
	});

beforeEach(() => {
	now = START;
	directory = mkdtempSync(join(tmpdir(), 'footfall-control-'));
	path = join(directory, 'control.db');
});

afterEach(() => {
	rmSync(directory, { recursive: true, force: true });
});

describe('sites', () => {
	it('begin with one', () => {
		expect(open().sites()).toMatchObject([
			{ domain: 'example.com', name: 'example.com', timeZone: 'Europe/Berlin', aliases: ['demo'], createdAt: START },
		]);
	});

	it.each(['example.com', 'demo', 'www.example.com', 'EXAMPLE.com', 'https://www.example.com/path?x'])('are found by %s', (name) => {
		expect(open().findSite(name)?.domain).toBe('example.com');
	});

	it('keep their id when their domain changes, and tell of it', () => {
		const control = open();
		const [site] = control.sites();
		let told = 0;
		const stop = control.onChange(() => told++);
		control.updateSite(site?.id ?? '', { domain: 'new.example', aliases: ['example.com'] });
		expect(control.findSite('new.example')?.id).toBe(site?.id);
		expect(control.findSite('example.com')?.id).toBe(site?.id);
		stop();
		control.createSite({ domain: 'another.example' });
		expect(told).toBe(1);
	});

	it.each([
		[{ domain: '' }, 'invalid_site', 'domain'],
		[{ domain: 'a b' }, 'invalid_site', 'domain'],
		[{ domain: 'x.example', timeZone: 'Mars/Olympus' }, 'invalid_site', 'timeZone'],
		[{ domain: 'x.example', name: 'n'.repeat(101) }, 'invalid_site', 'name'],
		[{ domain: 'x.example', aliases: ['fine', '<b>'] }, 'invalid_site', 'aliases[1]'],
		[{ domain: 'example.com' }, 'conflict', 'domain'],
		[{ domain: 'x.example', aliases: ['demo'] }, 'conflict', 'aliases'],
	])('%j is refused', (site, code, at) => {
		const control = open();
		const attempt = (): unknown => control.createSite(site);
		expect(attempt).toThrow(FootfallError);
		expect(attempt).toThrow(expect.objectContaining({ code, at }));
		expect(control.sites()).toHaveLength(1);
	});
});

describe('salts', () => {
	it('are the same for all who share the database, and differ by day', () => {
		const [one, other] = [open(path), open(path)];
		const salt = one.salt(day(now));
		expect(salt).toHaveLength(32);
		expect(other.salt(day(now))).toEqual(salt);
		expect(one.salt(day(now - DAY))).not.toEqual(salt);
		one.close();
		other.close();
	});

	it('are destroyed after 48 hours, also on disk', () => {
		const control = open(path);
		const salt = control.salt(day(now)) ?? Buffer.alloc(0);
		now = START + 2 * DAY;
		expect(control.salt(day(START))).toBeUndefined();
		control.salt(day(now));
		const bytes = Buffer.concat([readFileSync(path), readFileSync(`${path}-wal`)]);
		expect(bytes.includes(salt)).toBe(false);
		control.close();
	});

	it.each([-3 * DAY, 3 * DAY])('are not made for a day %d ms away', (distance) => {
		expect(open().salt(day(now + distance))).toBeUndefined();
	});
});

describe('secrets', () => {
	it('last, one for each name', () => {
		const first = open(path);
		const secret = first.secret('routing');
		expect(first.secret('user')).not.toEqual(secret);
		first.close();
		const again = open(path);
		expect(again.secret('routing')).toEqual(secret);
		again.close();
	});

	it('come from APP_SECRET where there is one', () => {
		expect(open(':memory:', 'shared').secret('routing')).toEqual(open(':memory:', 'shared').secret('routing'));
		expect(open(':memory:', 'shared').secret('routing')).not.toEqual(open(':memory:', 'other').secret('routing'));
	});
});

describe('the file', () => {
	it('is for its owner only, and so are its journals', () => {
		const control = open(path);
		for (const file of [path, `${path}-wal`, `${path}-shm`]) expect(statSync(file).mode & 0o077).toBe(0);
		control.close();
	});

	it('keeps its sites over a restart', () => {
		const first = open(path);
		const site = first.createSite({ domain: 'second.example', timeZone: 'Asia/Kolkata', aliases: ['two'] });
		first.close();
		const again = open(path);
		expect(again.siteById(site.id)).toEqual(site);
		expect(again.sites()).toHaveLength(2);
		again.close();
	});

	it('keeps what sites have over a restart', () => {
		const first = open(path);
		const [site] = first.sites();
		const id = site?.id ?? '';
		const goal = first.goals.create(id, { kind: 'page', page: '/blog/**', name: 'Read' });
		const annotation = first.annotations.create(id, { time: '2026-05-20T12:00:00.000Z', text: 'v2', kind: 'deploy' });
		first.close();
		const again = open(path);
		expect(again.goals.of(id)).toEqual([goal]);
		expect(again.annotations.of(id)).toEqual([annotation]);
		expect(again.segments.of(id)).toEqual([]);
		again.close();
	});

	it('of the first version is brought to the present one, with its sites', () => {
		const db = new Database(path);
		db.exec(`CREATE TABLE sites (id TEXT PRIMARY KEY, domain TEXT NOT NULL UNIQUE, name TEXT NOT NULL, time_zone TEXT NOT NULL, aliases TEXT NOT NULL, created_at INTEGER NOT NULL) STRICT;
			CREATE TABLE salts (day TEXT PRIMARY KEY, salt BLOB NOT NULL) STRICT;
			CREATE TABLE secrets (name TEXT PRIMARY KEY, secret BLOB NOT NULL) STRICT;
			INSERT INTO sites VALUES ('old', 'old.example', 'Old', 'UTC', '[]', 1);`);
		db.pragma('user_version = 1');
		db.close();
		const control = open(path);
		expect(control.sites()).toMatchObject([{ id: 'old', domain: 'old.example' }]);
		expect(control.goals.create('old', { kind: 'event', event: 'Signup', name: 'Signup' })).toMatchObject({ name: 'Signup' });
		control.close();
	});

	it('of a newer version is left alone', () => {
		open(path).close();
		const db = new Database(path);
		db.pragma('user_version = 99');
		db.close();
		expect(() => open(path)).toThrow(/newer than this Footfall/);
	});
});
