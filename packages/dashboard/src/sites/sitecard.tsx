import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { ChangeMark } from '../cards/change.tsx';
import { sparkPath } from '../chart/sparkline.ts';
import { useApp } from '../context.ts';
import type { Site } from '../data/api.ts';
import { siteSeriesQuery, siteTotalsQuery } from '../data/queries.ts';
import { pointsOf, thinOut } from '../data/series.ts';
import { useAnswer } from '../data/useanswer.ts';
import { dayIn } from '../state/calendar.ts';
import { chooseInterval } from '../state/intervals.ts';
import { knownSpan } from '../state/ranges.ts';
import { writeView } from '../state/url.ts';

const SPARK = { width: 240, height: 54, points: 48 };

/** One site in the grid; asks nothing until it comes into sight, so that two hundred sites cost what is on the screen. */
export function SiteCard({ site, place }: { site: Site; place: number | undefined }) {
	const { view, go, numbers, watch, now } = useApp();
	const card = useRef<HTMLLIElement>(null);
	const seen = useSeen(card);
	const { range } = view.value;
	const today = dayIn(site.timeZone, now.value);
	const totals = useAnswer(seen ? siteTotalsQuery(site.id, range) : undefined);
	const span = knownSpan(range, today, totals.stale ? undefined : totals.result?.query);
	const series = useAnswer(
		seen && span !== undefined ? siteSeriesQuery(site.id, range, chooseInterval(undefined, range, span)) : undefined,
	);
	useEffect(() => (seen ? watch.hold(site.id) : undefined), [watch, site.id, seen]);
	const path = useMemo(
		() => (series.result === undefined ? '' : sparkPath(knownOf(series.result), SPARK.width, SPARK.height)),
		[series.result],
	);
	const active = watch.activeOn(site.id).value?.visitors;
	const row = totals.result?.results[0];
	const visitors = row?.metrics[0] ?? 0;
	const target = { page: 'site', site: site.domain, filters: [], details: undefined, own: {} } as const;
	return (
		<li class="site-card sheet" ref={card}>
			<div class="site-card-head">
				<a
					class="site-card-link"
					href={writeView({ ...view.value, ...target })}
					onClick={(event) => {
						if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
						event.preventDefault();
						go(target);
					}}
				>
					<bdi>{site.name}</bdi>
				</a>
				{place !== undefined && <kbd>{place}</kbd>}
			</div>
			<p class="site-card-domain">
				{site.name !== site.domain && <bdi>{site.domain}</bdi>}
				<span class={`site-card-active${(active ?? 0) > 0 ? ' active-some' : ''}`}>
					<span class="active-dot" aria-hidden="true" />
					{active === undefined ? '…' : numbers.count(active)} now
				</span>
			</p>
			<div class="site-card-numbers">
				<span class="site-card-value" title={numbers.full(visitors, 'visitors')}>
					{totals.result === undefined ? (
						totals.failure === undefined ? (
							<span class="skeleton" />
						) : (
							'–'
						)
					) : (
						numbers.short(visitors, 'visitors')
					)}
				</span>
				<span class="site-card-unit">{visitors === 1 ? 'visitor' : 'visitors'}</span>
				{visitors !== 0 && <ChangeMark change={row?.comparison?.change[0]} metric="visitors" />}
			</div>
			{totals.failure !== undefined && (
				<p class="site-card-failure" role="alert">
					{totals.failure.message}
				</p>
			)}
			<svg class="site-card-trend" viewBox={`0 -2 ${SPARK.width} ${SPARK.height + 4}`} preserveAspectRatio="none" aria-hidden="true">
				{path !== '' && (
					<>
						<path class="site-card-area" d={`${path}V${SPARK.height + 2}H0Z`} />
						<path class="site-card-line" d={path} />
					</>
				)}
			</svg>
		</li>
	);
}

/** What is known of a course; the bucket that runs would always seem to fall. */
function knownOf(result: Parameters<typeof pointsOf>[0]): (number | null)[] {
	const values = pointsOf(result, 'visitors')
		.filter(({ running }) => !running)
		.map(({ value }) => value);
	// Nobody at all is not a course.
	if (values.every((value) => value === null || value === 0)) return [];
	const end = values.findLastIndex((value) => value !== null);
	return thinOut(values.slice(0, end + 1), SPARK.points);
}

/** Whether an element is in the window, or near it. */
function useSeen(element: { readonly current: Element | null }): boolean {
	const [seen, setSeen] = useState(false);
	useEffect(() => {
		if (element.current === null) return undefined;
		const observer = new IntersectionObserver((entries) => setSeen(entries.some(({ isIntersecting }) => isIntersecting)), {
			rootMargin: '200px',
		});
		observer.observe(element.current);
		return () => observer.disconnect();
	}, [element]);
	return seen;
}
