import { dimensionNames, dimensions } from '@footfall/protocol';
import { useApp } from '../context.ts';
import { ActionEditor } from '../reports/actioneditor.tsx';
import type { ActionDraft } from '../state/actions.ts';
import { Icon } from '../ui/icon.tsx';
import { type FunnelView, funnelWindows, isVisitDimension, windowLabel, writeFunnel } from './funnelview.ts';
import { KeptFunnels } from './keptfunnels.tsx';

const MOST = 8;
const breakdowns = dimensionNames.filter((name) => isVisitDimension(name) && dimensions[name].origin !== 'lookup');

/** The steps of a funnel in the making, its window and its breakdown. */
export function Builder({ funnel }: { funnel: FunnelView }) {
	const { go } = useApp();
	const { steps } = funnel;
	const change = (part: Partial<FunnelView>): void => go({ own: writeFunnel({ ...funnel, ...part }) }, 'replace');
	const moved = (from: number, to: number): ActionDraft[] => {
		const others = steps.filter((_, index) => index !== from);
		return [...others.slice(0, to), ...steps.slice(from, from + 1), ...others.slice(to)];
	};
	return (
		<section class="sheet report-part" aria-label="Steps">
			<KeptFunnels funnel={funnel} />
			<ol class="funnel-steps">
				{steps.map((step, index) => {
					const label = `Step ${index + 1}`;
					return (
						<li key={index}>
							<span class="funnel-number" aria-hidden="true">
								{index + 1}
							</span>
							<ActionEditor label={label} draft={step} onChange={(draft) => change({ steps: steps.with(index, draft) })} />
							<span class="funnel-tools">
								<button
									type="button"
									class="icon-button funnel-up"
									aria-label={`${label}: earlier`}
									disabled={index === 0}
									onClick={() => change({ steps: moved(index, index - 1) })}
								>
									<Icon name="down" />
								</button>
								<button
									type="button"
									class="icon-button"
									aria-label={`${label}: later`}
									disabled={index === steps.length - 1}
									onClick={() => change({ steps: moved(index, index + 1) })}
								>
									<Icon name="down" />
								</button>
								<button
									type="button"
									class="icon-button"
									aria-label={`Remove step ${index + 1}`}
									disabled={steps.length <= 2}
									onClick={() => change({ steps: steps.filter((_, other) => other !== index) })}
								>
									<Icon name="close" />
								</button>
							</span>
						</li>
					);
				})}
			</ol>
			<div class="report-tools">
				<button
					type="button"
					class="button"
					disabled={steps.length >= MOST}
					onClick={() => change({ steps: [...steps, { kind: 'page', what: '' }] })}
				>
					<Icon name="plus" /> Add a step
				</button>
				<label class="report-choice">
					<span>All steps</span>
					<select
						class="select"
						aria-label="Window"
						value={funnel.window}
						onChange={({ currentTarget: { value } }) => change({ window: value })}
					>
						{[...new Set([...funnelWindows, funnel.window])].map((name) => (
							<option key={name} value={name}>
								{windowLabel(name)}
							</option>
						))}
					</select>
				</label>
				<label class="report-choice">
					<span>by</span>
					<select
						class="select"
						aria-label="Break down by"
						value={funnel.breakdown ?? ''}
						onChange={({ currentTarget: { value } }) => change({ breakdown: isVisitDimension(value) ? value : undefined })}
					>
						<option value="">nothing</option>
						{breakdowns.map((name) => (
							<option key={name} value={name}>
								{dimensions[name].label}
							</option>
						))}
					</select>
				</label>
			</div>
		</section>
	);
}
