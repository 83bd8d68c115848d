export * from './dimensions.ts';
export * from './errors.ts';
export * from './events.ts';
export * from './health.ts';
export * from './live.ts';
export * from './metrics.ts';
export * from './query.ts';
export * from './record.ts';
