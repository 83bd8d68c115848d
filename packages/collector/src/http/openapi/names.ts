import { behaviours, dimensions, filterOperators, metrics, namedRanges, timeDimensions } from '@footfall/protocol';

/** The protocol's names, as the description of the API lists them. */
export const metricNames = Object.keys(metrics);
export const dimensionNames: readonly string[] = [...Object.keys(dimensions), ...timeDimensions];
export const filterOperatorNames = [...Object.keys(filterOperators), ...Object.keys(behaviours)];
export const rangeNames = Object.keys(namedRanges);
export const comparisonModes = ['previous_period', 'year_over_year', 'custom'] as const;
