import type { Funnel, NewFunnel } from '@footfall/protocol';
import { useApp } from '../context.ts';
import { useItems } from '../data/useitems.ts';
import { Icon } from '../ui/icon.tsx';
import { KeepAs, NamedItem } from '../ui/nameditem.tsx';
import { Popover } from '../ui/popover.tsx';
import { FormFailure, useSubmit } from '../ui/usesubmit.tsx';
import { type FunnelView, isChanged, openFunnel, writeFunnel } from './funnelview.ts';

/** The funnels that the site keeps: which of them is on the page, whether it was changed since, and the way to keep it. */
export function KeptFunnels({ funnel }: { funnel: FunnelView }) {
	const { go, overlay } = useApp();
	const funnels = useItems('funnels');
	const all = funnels.all.value;
	const kept = all?.find(({ id }) => id === funnel.kept);
	const changed = kept !== undefined && isChanged(funnel, kept);
	const show = (next: Funnel): void => {
		const opened = openFunnel(next, funnel.breakdown);
		if (opened !== undefined) go({ own: writeFunnel(opened) });
	};
	const keep = async (name: string): Promise<void> => {
		const now = contentOf(funnel);
		if (now === undefined) return;
		const { id } = await funnels.add({ name, ...now });
		go({ own: writeFunnel({ ...funnel, kept: id }) }, 'replace');
	};
	return (
		<div class="report-tools kept-funnels">
			<Popover
				names={['funnels']}
				label="Kept funnels"
				button={
					<>
						<Icon name="bookmark" />
						<bdi class="kept-name">{kept?.name ?? 'Kept funnels'}</bdi>
						<Icon name="down" />
					</>
				}
			>
				<div class="named-list">
					<FormFailure failure={funnels.failure.value} />
					{all?.length === 0 && <p class="note">No funnels are kept yet: name its steps, then keep it here.</p>}
					<ul class="menu">
						{(all ?? []).map((one) => (
							<KeptFunnel
								key={one.id}
								funnel={one}
								isOn={one === kept}
								breakdown={funnel.breakdown}
								onChoose={() => {
									overlay.value = undefined;
									show(one);
								}}
							/>
						))}
					</ul>
				</div>
				{funnel.ask !== undefined && (kept === undefined || changed) && (
					<KeepAs
						what="funnel"
						placeholder="Keep this funnel as …"
						keep={keep}
						onDone={() => {
							overlay.value = undefined;
						}}
					/>
				)}
			</Popover>
			{kept === undefined && all !== undefined && funnel.ask !== undefined && <span class="kept-state">Not kept</span>}
			{changed && <Changes funnel={funnel} kept={kept} onUndo={() => show(kept)} />}
			{(kept !== undefined || funnel.ask !== undefined) && (
				<button type="button" class="button" onClick={() => go({ own: {} })}>
					<Icon name="plus" /> New
				</button>
			)}
		</div>
	);
}

interface KeptFunnelProps {
	funnel: Funnel;
	isOn: boolean;
	breakdown: FunnelView['breakdown'];
	onChoose(): void;
}

function KeptFunnel({ funnel, isOn, breakdown, onChoose }: KeptFunnelProps) {
	const { view, go } = useApp();
	const funnels = useItems('funnels');
	const { id, name: _, ...content } = funnel;
	return (
		<NamedItem
			name={funnel.name}
			what="funnel"
			isOn={isOn}
			{...(openFunnel(funnel, breakdown) === undefined ? { refused: 'Has more conditions than this page can show.' } : {})}
			onChoose={onChoose}
			rename={(name) => funnels.replace(id, { name, ...content })}
			remove={async () => {
				await funnels.remove(id);
				const { funnel: kept, ...others } = view.peek().own;
				// Its steps stay on the page, as one that is not kept.
				if (kept?.[0] === id) go({ own: others }, 'replace');
			}}
		/>
	);
}

/** That the funnel on the page is no longer the kept one, and both ways out of it. */
function Changes({ funnel, kept, onUndo }: { funnel: FunnelView; kept: Funnel; onUndo(): void }) {
	const funnels = useItems('funnels');
	const { busy, failure, submit } = useSubmit(() => undefined);
	const now = contentOf(funnel);
	return (
		<>
			<span class="kept-state kept-changed" role="status">
				Changed
			</span>
			<button
				type="button"
				class="button"
				disabled={busy || now === undefined}
				onClick={() => submit(async () => now !== undefined && (await funnels.replace(kept.id, { name: kept.name, ...now })))}
			>
				Keep the changes
			</button>
			<button type="button" class="button" disabled={busy} onClick={onUndo}>
				Undo them
			</button>
			<FormFailure failure={failure} />
		</>
	);
}

/** What is kept of the funnel on the page; undefined until all of its steps are named. */
function contentOf({ ask }: FunnelView): Omit<NewFunnel, 'name'> | undefined {
	return ask === undefined ? undefined : { steps: ask.steps, window: ask.window ?? 'visit' };
}
