export * from './annotations.ts';
export * from './filters.ts';
export * from './goals.ts';
export * from './limits.ts';
export * from './query.ts';
export * from './routes.ts';
export * from './segments.ts';
