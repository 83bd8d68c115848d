import type { Annotation } from '@footfall/protocol';
import { expect, test } from 'vitest';
import { marksOf } from './marks.ts';

const note = (time: string): Annotation => ({ id: time, time, text: 'Note', kind: 'note' });
const days = ['2026-11-19', '2026-11-20', '2026-11-21'];

test('a note lies in the bucket of its moment at the site, not in UTC', () => {
	const late = note('2026-11-20T23:30:00.000Z');
	expect([...marksOf(days, 'day', [late], 'UTC').keys()]).toEqual([1]);
	expect([...marksOf(days, 'day', [late], 'Asia/Kolkata').keys()]).toEqual([2]);
});

test('what lies before the first and after the last bucket is left out', () => {
	const marks = marksOf(days, 'day', [note('2026-11-18T12:00:00Z'), note('2026-11-22T00:00:00Z')], 'UTC');
	expect(marks.size).toBe(0);
});

test('a month lasts as long as it does', () => {
	expect([...marksOf(['2026-01', '2026-02'], 'month', [note('2026-02-28T23:59:00Z')], 'UTC').keys()]).toEqual([1]);
	expect(marksOf(['2026-01', '2026-02'], 'month', [note('2026-03-01T00:00:00Z')], 'UTC').size).toBe(0);
});

test('several notes of a bucket stand in order of time', () => {
	const marks = marksOf(days, 'day', [note('2026-11-20T12:00:00Z'), note('2026-11-20T08:00:00Z')], 'UTC');
	expect(marks.get(1)?.map(({ time }) => time)).toEqual(['2026-11-20T08:00:00Z', '2026-11-20T12:00:00Z']);
});
