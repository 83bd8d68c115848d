import { describe, expect, it } from 'vitest';
import { FootfallError } from '../../errors.ts';
import { parseExperiment } from './experiment.ts';
import { parseHours } from './hours.ts';
import { parseJourneys } from './journeys.ts';
import { parseOccurrences } from './occurrences.ts';
import { parsePerformance } from './performance.ts';
import { parseRetention } from './retention.ts';

const scope = { site_id: 'shop', date_range: ['2026-01-01', '2026-01-31'], filters: [['is', 'visit:source', ['Google']]] };

describe('what reports are asked', () => {
	it.each<[string, (json: unknown) => object, object]>([
		['retention', parseRetention, { interval: 'week', cohort: { page: '/' }, returning: { event: 'Signup' } }],
		['journeys', parseJourneys, { direction: 'to', page: '/blog/**', steps: 7, nodes: 20 }],
		['performance', parsePerformance, { by: 'event:page', order: { vital: 'cls', first: 'fast' }, least: 10, limit: 5 }],
		['an experiment', parseExperiment, { property: 'headline', exposure: 'Shown', goal: { event: 'Signup' }, control: 'a' }],
		['hours', parseHours, { bots: true }],
		['occurrences', parseOccurrences, { kind: 'errors', limit: 10 }],
	])('is read as it was sent: %s', (_, parse, own) => {
		expect(parse({ ...scope, ...own })).toEqual({ ...scope, ...own });
	});

	it.each<[(json: unknown) => object, object, string, string]>([
		[parseRetention, {}, 'invalid_query', 'interval'],
		[parseRetention, { interval: 'eon' }, 'invalid_query', 'interval'],
		[parseRetention, { interval: 'day', cohort: { page: 'x' } }, 'invalid_query', 'cohort.page'],
		[parseJourneys, { direction: 'up' }, 'invalid_query', 'direction'],
		[parseJourneys, { direction: 'to', steps: 8 }, 'invalid_query', 'steps'],
		[parseJourneys, { direction: 'to', nodes: 0 }, 'invalid_query', 'nodes'],
		[parsePerformance, { by: 'visit:shoe' }, 'unknown_dimension', 'by'],
		[parsePerformance, { by: 'event:page', order: { vital: 'speed', first: 'slow' } }, 'unknown_metric', 'order.vital'],
		[parsePerformance, { by: 'event:page', order: { vital: 'lcp', first: 'best' } }, 'invalid_query', 'order.first'],
		[parseExperiment, { goal: { page: '/' } }, 'invalid_query', 'property'],
		[parseExperiment, { property: 'a' }, 'invalid_query', 'goal'],
		[parseHours, { metric: 'visits' }, 'invalid_query', 'metric'],
		[parseOccurrences, { kind: 'wonders' }, 'invalid_query', 'kind'],
	])('is refused with its place: %s of %j', (parse, own, code, at) => {
		let thrown: unknown;
		try {
			parse({ ...scope, ...own });
		} catch (error) {
			thrown = error;
		}
		expect(thrown).toBeInstanceOf(FootfallError);
		expect(thrown).toMatchObject({ code, at });
	});
});
