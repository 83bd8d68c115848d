export * from './query.ts';
export * from './reports/funnel.ts';
export { reportLimits } from './reports/shape.ts';
