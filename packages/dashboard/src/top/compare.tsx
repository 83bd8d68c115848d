import { useApp } from '../context.ts';
import { type CompareMode, comparisons } from '../state/view.ts';
import { Icon } from '../ui/icon.tsx';
import { Popover } from '../ui/popover.tsx';
import { Calendar } from './calendar.tsx';

const modes = Object.entries(comparisons) as [CompareMode, string][];

/** Against what the numbers are held. */
export function CompareMenu() {
	const { view, go, overlay, today, times } = useApp();
	const { compare, compareWith, weekdays, range } = view.value;
	if (range === 'all' || range === 'realtime') return null;
	return (
		<Popover
			names={['compare', 'compare-custom']}
			label="Comparison"
			align="end"
			buttonClass={`button${compare === 'off' ? '' : ' button-on'}`}
			buttonTitle="Compare (X)"
			button={
				<>
					<Icon name="compare" />
					<span class="wide-only">
						{compare === 'off' ? 'Compare' : compareWith === undefined ? comparisons[compare] : times.days(...compareWith)}
					</span>
				</>
			}
		>
			{overlay.value === 'compare-custom' ? (
				<Calendar
					span={compareWith}
					today={today.value}
					focus
					onChoose={(span) => {
						overlay.value = undefined;
						go({ compare: 'custom', compareWith: span });
					}}
				/>
			) : (
				<>
					<ul class="menu">
						{modes.map(([mode, label]) => (
							<li key={mode}>
								<button
									type="button"
									class="menu-item"
									data-item
									data-focus={mode === compare || undefined}
									aria-current={mode === compare}
									onClick={() => {
										if (mode === 'custom') {
											overlay.value = 'compare-custom';
											return;
										}
										overlay.value = undefined;
										go({ compare: mode, compareWith: undefined });
									}}
								>
									<span class="menu-check">{mode === compare && <Icon name="check" />}</span>
									<span class="menu-text">{mode === 'custom' ? 'Other period …' : label}</span>
								</button>
							</li>
						))}
					</ul>
					<label class="menu-end menu-item menu-toggle">
						<input type="checkbox" checked={weekdays} onChange={(event) => go({ weekdays: event.currentTarget.checked })} data-item />
						<span class="menu-text">Match days of the week</span>
					</label>
				</>
			)}
		</Popover>
	);
}
