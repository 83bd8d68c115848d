import type { Dialect } from '../store/store.ts';
import type { Bind } from './params.ts';
import type { Question } from './question.ts';
import type { Instant } from './zone.ts';

/**
 * Some of a question's visits, with all their events: those that were over before an instant, or all others. What is added up over one side
 * and the other makes the whole; no visit is on both, also where it lasted beyond the instant.
 */
export interface Side {
	readonly side: 'over' | 'open';
	/** The instant of the cut, within the range. */
	readonly at: Instant;
	/** Only visits that began then or later. */
	readonly since?: Instant;
	/** Only visits of visitors who have one on the open side: of all of them, or of those whose id outlives the day. */
	readonly of?: 'open' | 'persistent';
}

/** A question's range, or one side of it, as conditions. Functions, because what is bound has to be used. */
export interface Bounds {
	/** Which visits, as `v`. */
	visits(): string;
	/** Which events, as `e`: those of these visits that lie in the range. */
	events(): string;
	/** Which of these visits can have begun in the range, as `v`. */
	began(): string;
	/** Visits of both times: of the open side, begun before the cut; as `v`. */
	crossing(): string;
}

export function boundsOf({ site: id, range }: Question, dialect: Dialect, bind: Bind, side?: Side): Bounds {
	const site = (alias: string): string => `${alias}.site = ${bind(id)}`;
	const within = (time: string, from: Instant, to: Instant): string => `${time} >= ${bind(from)} AND ${time} < ${bind(to)}`;
	if (side === undefined) {
		return {
			visits: () => `${site('v')} AND v.start < ${bind(range.to)} AND v.last >= ${bind(range.from)}`,
			events: () => `${site('e')} AND ${within('e.time', range.from, range.to)}`,
			began: () => `${site('v')} AND ${within('v.start', range.from, range.to)}`,
			crossing: () => 'FALSE',
		};
	}

	const { at, since, of } = side;
	const open = side.side === 'open';
	const [first, end] = [Math.max(since ?? range.from, range.from), open ? range.to : at];
	const crossing = (): string => `${site('v')} AND v.start < ${bind(at)} AND v.last >= ${bind(at)}`;
	const crosses = (): string => `IN (SELECT v.visit FROM ${dialect.rows('visits', [])} v WHERE ${crossing()})`;
	const isOpen = (alias: string): string => `${site(alias)} AND ${alias}.start < ${bind(range.to)} AND ${alias}.last >= ${bind(at)}`;
	const ofThose = (alias: string): string => {
		if (of === undefined) return '';
		return ` AND ${alias}.visitor IN (SELECT o.visitor FROM ${dialect.rows('visits', [])} o WHERE ${isOpen('o')}${of === 'persistent' ? ' AND o.persistent' : ''})`;
	};
	return {
		visits() {
			const ended = open ? isOpen('v') : `${site('v')} AND ${within('v.last', range.from, at)}`;
			return `${ended}${since === undefined ? '' : ` AND v.start >= ${bind(since)}`}${ofThose('v')}`;
		},
		events() {
			const ended = open ? `(e.time >= ${bind(at)} OR e.visit ${crosses()})` : `e.visit NOT ${crosses()}`;
			return `${site('e')} AND ${within('e.time', first, end)} AND ${ended}${ofThose('e')}`;
		},
		began: () => `${site('v')} AND ${within('v.start', first, end)}`,
		crossing,
	};
}
