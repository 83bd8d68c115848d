import type { ReportMeta } from '@footfall/protocol';
import type { ComponentChildren } from 'preact';
import { useApp, useSite } from '../context.ts';
import { LiveStatus } from '../top/status.tsx';
import { FailureNote } from '../ui/failure.tsx';
import type { ShownReport } from './usereport.ts';
import '../styles/reports.css';

/** What the page is, and of which days. */
export function ReportHead({ title, lead }: { title: string; lead: string }) {
	const { view, times } = useApp();
	const site = useSite();
	return (
		<>
			<div class="headline">
				<h1>
					<span class="hidden-text">{site.name}: </span>
					{title}
				</h1>
				<p class="headline-compare">{times.range(view.value.range, site.timeZone)}</p>
				<p class="headline-zone">{site.timeZone.replaceAll('_', ' ')}</p>
				<LiveStatus />
			</div>
			<p class="report-lead">{lead}</p>
		</>
	);
}

interface BodyProps<Answer> {
	report: ShownReport<Answer>;
	children(answer: Answer): ComponentChildren;
}

/** A report, or what there is instead: why not, or that it is on its way. */
export function ReportBody<Answer>({ report: { answer, stale, failure, retry }, children }: BodyProps<Answer>) {
	return (
		<div class={`report-body${stale ? ' stale' : ''}`} aria-busy={stale || (answer === undefined && failure === undefined)}>
			{failure !== undefined && <FailureNote failure={failure} retry={retry} brief={answer !== undefined} />}
			{answer === undefined
				? failure === undefined && <span class="skeleton report-wait" role="status" aria-label="Loading" />
				: children(answer)}
		</div>
	);
}

/** That visitors of one day are not known on the next, where it matters to what is shown. */
export function DailyNotice({ meta, children }: { meta: ReportMeta; children: ComponentChildren }) {
	if (meta.visitors === 'distinct') return null;
	return (
		<p class="report-notice" role="note">
			{children}
		</p>
	);
}
