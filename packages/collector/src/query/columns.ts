import {
	type DimensionSpec,
	dimensions,
	type FilterDimension,
	type Goal,
	isDimensionName,
	isPropDimension,
	routePattern,
} from '@footfall/protocol';
import type { Dialect } from '../store/store.ts';
import { countryNames } from './countries.ts';
import type { Bind } from './params.ts';
import { type PathPattern, pathSql } from './paths.ts';

/** What a question names of its site's settings; empty where it names nothing of the kind. */
export interface Terms {
	readonly goals: readonly Goal[];
	/** Templates, in the order in which they are tried. */
	readonly routes: readonly string[];
}

/** A dimension that is not time, as the tables hold it. */
export interface DimensionColumn {
	readonly name: FilterDimension;
	/** It differs from event to event of a visit. */
	readonly ofEvent: boolean;
	/** Only the table `visits` holds it. */
	readonly onlyInVisits: boolean;
	/** The column that holds it; undefined: it is a part of one. */
	readonly stored: string | undefined;
	/** How its empty value is called. */
	readonly none: string;
	/** What a stored value is called; undefined: as it is stored. */
	readonly names: ReadonlyMap<string, string> | undefined;
	/** Its SQL over the alias `e` of `events` (`v` of `visits` joined to it, where only visits hold it). */
	onEvents(bind: Bind, dialect: Dialect): string;
	/** Its SQL over the alias `v` of `visits`. */
	onVisits(): string;
}

/** What a property that is not there is called. */
const NO_PROP = '(none)';
const PROP = 'event:props:';

/** Finds a dimension's column. Names of columns come from our own table only; a property's name is bound. */
export function columnOf(name: FilterDimension, terms: Terms): DimensionColumn {
	if (name === 'event:goal') return ofGoals(terms);
	if (name === 'event:route') return ofRoutes(terms);
	if (isDimensionName(name)) return declared(name, dimensions[name]);
	if (isPropDimension(name)) return property(name, name.slice(PROP.length));
	throw new TypeError(`${String(name)} is not a dimension`);
}

function declared(name: FilterDimension, { column, scope, origin, none }: DimensionSpec): DimensionColumn {
	const onlyInVisits = origin === 'visits';
	return {
		name,
		ofEvent: scope === 'event',
		onlyInVisits,
		stored: column,
		none,
		// Cities are stored by their names; countries are the one table of names.
		names: origin === 'lookup' && column === 'country' ? countryNames : undefined,
		onEvents: () => `${onlyInVisits ? 'v' : 'e'}.${column}`,
		onVisits: () => `v.${column}`,
	};
}

/** The goals that an event meets, over the events of which there is one for each (`goals.ts`). */
function ofGoals({ goals }: Terms): DimensionColumn {
	return {
		name: 'event:goal',
		ofEvent: true,
		onlyInVisits: false,
		stored: undefined,
		none: dimensions['event:goal'].none,
		names: new Map(goals.map(({ name }, index) => [String(index), name])),
		onEvents: () => 'e.goal',
		onVisits: onlyOfEvents,
	};
}

/** The first template that a path fits, else the path. */
function ofRoutes({ routes }: Terms): DimensionColumn {
	return {
		...declared('event:page', dimensions['event:page']),
		name: 'event:route',
		onEvents(bind, dialect) {
			if (routes.length === 0) return 'e.pathname';
			const whens = routes.map((route) => `WHEN ${pathSql(pathsOf(route), { bind, dialect })} THEN ${bind(route)}`);
			return `CASE ${whens.join(' ')} ELSE e.pathname END`;
		},
		onVisits: onlyOfEvents,
	};
}

function pathsOf(route: string): PathPattern {
	const parts = route.split('/');
	const first = parts.findIndex((part) => part === '*' || part.startsWith(':'));
	const prefix = parts
		.slice(0, first)
		.map((part) => `${part}/`)
		.join('');
	return { prefix, open: route === `${prefix}*`, whole: routePattern(route) };
}

function onlyOfEvents(): never {
	throw new TypeError('this differs from event to event of a visit');
}

function property(name: FilterDimension, key: string): DimensionColumn {
	return {
		name,
		ofEvent: true,
		onlyInVisits: false,
		stored: undefined,
		none: NO_PROP,
		names: undefined,
		onEvents: (bind, dialect) => dialect.prop('e.props', bind(dialect.propPath(key))),
		onVisits: onlyOfEvents,
	};
}

/** How a stored value is shown. */
export function shown({ none, names }: DimensionColumn, stored: string): string {
	return stored === '' ? none : (names?.get(stored) ?? stored);
}
