export * from './definitions.ts';
export * from './funnel.ts';
export * from './report.ts';
