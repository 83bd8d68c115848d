import { type NamedRange, namedRanges } from '@footfall/protocol';
import { useApp, useSite } from '../context.ts';
import { keyOfRange } from '../state/keys.ts';
import { nameSpan, shiftRange, spanOf } from '../state/ranges.ts';
import { Icon } from '../ui/icon.tsx';
import { Popover } from '../ui/popover.tsx';
import { Calendar } from './calendar.tsx';

const names = Object.keys(namedRanges) as NamedRange[];

/** The range of the page: earlier, its name with all the others behind it, later. */
export function DateControl() {
	const { view, go, today, overlay, times } = useApp();
	const site = useSite();
	const { range } = view.value;
	const earlier = shiftRange(range, -1, today.value);
	const later = shiftRange(range, 1, today.value);
	const choose = (name: NamedRange): void => {
		overlay.value = undefined;
		go({ range: name, interval: undefined });
	};
	return (
		<div class="dates">
			<button
				type="button"
				class="button button-joined"
				aria-label="Earlier"
				disabled={earlier === undefined}
				onClick={() => earlier !== undefined && go({ range: earlier })}
			>
				<Icon name="left" />
			</button>
			<Popover
				names={['dates', 'custom']}
				label="Range of dates"
				align="end"
				buttonClass="button button-joined dates-button"
				button={
					<>
						<Icon name="calendar" />
						<span class="dates-name">{times.range(range, site.timeZone)}</span>
						<Icon name="down" />
					</>
				}
			>
				<div class="dates-panel">
					<ul class="menu dates-names">
						{names.map((name) => (
							<li key={name}>
								<button
									type="button"
									class="menu-item"
									data-item
									data-focus={(name === range && overlay.value === 'dates') || undefined}
									aria-current={name === range}
									onClick={() => choose(name)}
								>
									<span class="menu-text">{namedRanges[name]}</span>
									<kbd>{keyOfRange(name)}</kbd>
								</button>
							</li>
						))}
					</ul>
					<Calendar
						span={range === 'all' ? undefined : spanOf(range, today.value)}
						today={today.value}
						focus={overlay.value === 'custom'}
						onChoose={(span) => {
							overlay.value = undefined;
							go({ range: nameSpan(span, today.value), interval: undefined });
						}}
					/>
				</div>
			</Popover>
			<button
				type="button"
				class="button button-joined"
				aria-label="Later"
				disabled={later === undefined}
				onClick={() => later !== undefined && go({ range: later })}
			>
				<Icon name="right" />
			</button>
		</div>
	);
}
