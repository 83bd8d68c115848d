import { describe, expect, it } from 'vitest';
import { metricsRoutes, renderMetrics } from './metrics.ts';

describe('the metrics', () => {
	it('are in the text format of Prometheus', () => {
		const text = renderMetrics([
			{
				name: 'events_rejected_total',
				type: 'counter',
				help: 'Not taken.',
				samples: [
					{ value: 3, labels: { reason: 'stale' } },
					{ value: 1, labels: { reason: 'a "b"\\\n' } },
				],
			},
			{ name: 'spool_entries', type: 'gauge', help: 'Waiting.', samples: [{ value: 0 }] },
			{ name: 'nothing', type: 'gauge', help: 'Left out.', samples: [] },
		]);
		expect(text).toBe(
			[
				'# HELP footfall_events_rejected_total Not taken.',
				'# TYPE footfall_events_rejected_total counter',
				'footfall_events_rejected_total{reason="stale"} 3',
				'footfall_events_rejected_total{reason="a \\"b\\"\\\\\\n"} 1',
				'# HELP footfall_spool_entries Waiting.',
				'# TYPE footfall_spool_entries gauge',
				'footfall_spool_entries 0',
				'',
			].join('\n'),
		);
	});

	it('are served as Prometheus wants them', async () => {
		const response = await metricsRoutes(async () => [{ name: 'a', type: 'gauge', help: 'A.', samples: [{ value: 1.5 }] }]).request(
			'/metrics',
		);
		expect(response.headers.get('content-type')).toContain('text/plain; version=0.0.4');
		expect(await response.text()).toContain('footfall_a 1.5\n');
	});
});
