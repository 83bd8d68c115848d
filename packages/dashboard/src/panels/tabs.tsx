import type { DimensionGroup } from '@footfall/protocol';
import { useApp } from '../context.ts';
import { tabLabel } from '../state/filters.ts';
import type { PanelTab } from '../state/view.ts';
import { Icon, type IconName } from '../ui/icon.tsx';
import { Popover } from '../ui/popover.tsx';
import { PropertyForm } from './propertyform.tsx';

interface PanelTabsProps {
	group: DimensionGroup;
	shown: readonly PanelTab[];
	more: readonly PanelTab[];
	open: PanelTab;
	onChoose(tab: PanelTab): void;
}

/** A panel's dimensions: the usual ones as tabs, the others in a menu that takes the name of the one chosen. */
export function PanelTabs({ group, shown, more, open, onChoose }: PanelTabsProps) {
	const { overlay, go } = useApp();
	const behind = more.includes(open);
	const noCities = group === 'locations' && !shown.includes('visit:city');
	const choose = (tab: PanelTab): void => {
		overlay.value = undefined;
		onChoose(tab);
	};
	return (
		<nav class="tabs" aria-label={`${group} by`}>
			{shown.map((tab) => (
				<button key={tab} type="button" class="tab" aria-current={tab === open} onClick={() => onChoose(tab)}>
					{tabLabel(tab)}
				</button>
			))}
			{(more.length > 0 || group === 'events' || noCities) && (
				<Popover
					names={[`more-${group}`]}
					label="More"
					align="end"
					buttonClass={`tab${behind ? ' tab-open' : ''}`}
					button={
						<>
							{behind ? tabLabel(open) : 'More'}
							<Icon name="down" />
						</>
					}
				>
					<ul class="menu">
						{more.map((tab) => (
							<li key={tab}>
								<button type="button" class="menu-item" data-item aria-current={tab === open} onClick={() => choose(tab)}>
									<span class="menu-check">{tab === open && <Icon name="check" />}</span>
									<span class="menu-text">{tabLabel(tab)}</span>
								</button>
							</li>
						))}
					</ul>
					{group === 'events' && <PropertyForm onChoose={choose} />}
					{group === 'events' && <MenuAction icon="target" label="Goals …" onClick={() => go({ page: 'goals' })} />}
					{noCities && <MenuAction icon="pin" label="Regions and cities …" onClick={() => choose('visit:city')} />}
					{group === 'pages' && (
						<MenuAction
							icon="bookmark"
							label="Group by routes …"
							onClick={() => {
								overlay.value = 'routes';
							}}
						/>
					)}
				</Popover>
			)}
		</nav>
	);
}

/** A last entry of a tab's menu that leads elsewhere. */
function MenuAction({ icon, label, onClick }: { icon: IconName; label: string; onClick(): void }) {
	const { overlay } = useApp();
	return (
		<div class="menu-end">
			<button
				type="button"
				class="menu-item"
				data-item
				onClick={() => {
					overlay.value = undefined;
					onClick();
				}}
			>
				<span class="menu-check">
					<Icon name={icon} />
				</span>
				<span class="menu-text">{label}</span>
			</button>
		</div>
	);
}
