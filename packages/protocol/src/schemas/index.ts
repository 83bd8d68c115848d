export * from './query.ts';
export * from './reports/experiment.ts';
export * from './reports/funnel.ts';
export * from './reports/hours.ts';
export * from './reports/journeys.ts';
export * from './reports/occurrences.ts';
export * from './reports/performance.ts';
export * from './reports/retention.ts';
export { reportLimits } from './reports/shape.ts';
