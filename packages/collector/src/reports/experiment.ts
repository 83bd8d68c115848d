import type { ExperimentAnswer, ExperimentAsk, Variant } from '@footfall/protocol';
import type { Dialect, Statement } from '../store/store.ts';
import { actionSql } from './action.ts';
import type { ReportContext } from './report.ts';
import { percent } from './rounded.ts';
import { createReportSql, type Scope } from './scope.ts';
import { probabilityBetter, sampleRatio, wilson } from './statistics.ts';

/** Variants at most: with more it is no experiment. */
const VARIANTS = 20;
const SUSPICIOUS = 0.001;

/** Compiles an experiment into one statement; its rows: variant (NULL: more than one), visitors, converted. */
export function compileExperiment({ property, exposure, goal }: ExperimentAsk, scope: Scope, dialect: Dialect): Statement {
	const sql = createReportSql(scope, dialect);
	const variant = sql.valueOf(sql.column(`event:props:${property}`));
	const shownBy = exposure === undefined ? '' : ` AND e.name = ${sql.bind(exposure)}`;
	return sql.statement(`WITH seen AS (
			SELECT visitor, min(variant) AS variant, max(variant) AS another, min(time) AS first
			FROM (SELECT e.visitor, e.time, ${variant} AS variant FROM ${sql.rows('events')} e WHERE ${sql.events()}${shownBy}) s WHERE variant <> '' GROUP BY visitor),
		done AS (SELECT e.visitor, max(e.time) AS last FROM ${sql.rows('events')} e WHERE ${sql.events()} AND ${actionSql(goal, sql)} GROUP BY e.visitor)
		SELECT CASE WHEN s.variant = s.another THEN s.variant END, count(*), count(*) FILTER (WHERE d.last >= s.first)
		FROM seen s LEFT JOIN done d ON d.visitor = s.visitor GROUP BY 1 ORDER BY 1 NULLS FIRST LIMIT ${VARIANTS + 1}`);
}

/** Answers an experiment. */
export async function answerExperiment(ask: ExperimentAsk, context: ReportContext): Promise<Omit<ExperimentAnswer, 'meta' | 'query'>> {
	const rows = await context.rows(compileExperiment(ask, context.scope, context.dialect));
	const counted = rows
		.filter(([value]) => value !== null)
		.slice(0, VARIANTS)
		.map(([value, visitors, converted]) => ({ value: String(value), visitors: Number(visitors), converted: Number(converted) }));
	const control = counted.find(({ value }) => value === ask.control) ?? counted[0];
	const variants = [...(control === undefined ? [] : [control]), ...counted.filter((one) => one !== control)].map((one): Variant => {
		const [low, high] = wilson(one.converted, one.visitors);
		const base = control === undefined || one === control ? undefined : control;
		return {
			...one,
			rate: percent(one.converted, one.visitors) ?? 0,
			low: percent(low, 1) ?? 0,
			high: percent(high, 1) ?? 0,
			lift:
				base === undefined || base.converted === 0
					? null
					: percent(one.converted / one.visitors - base.converted / base.visitors, base.converted / base.visitors),
			better: base === undefined ? null : Math.round(probabilityBetter(one, base) * 10_000) / 10_000,
		};
	});
	const ratio = variants.length < 2 ? undefined : sampleRatio(variants.map(({ visitors }) => visitors));
	return {
		variants,
		mixed: Number(rows.find(([value]) => value === null)?.[1] ?? 0),
		ratio: ratio === undefined ? null : { chi_square: ratio.chiSquare, p: ratio.p, suspicious: ratio.p < SUSPICIOUS },
	};
}
