import { useApp } from '../context.ts';
import { themes } from '../state/theme.ts';
import { Icon } from '../ui/icon.tsx';
import { tip } from '../ui/tip.tsx';
import { ActiveNow } from './active.tsx';
import { CompareMenu } from './compare.tsx';
import { DateControl } from './dates.tsx';
import { FilterButton, FilterChips } from './filters.tsx';
import { SiteMenu } from './sites.tsx';
import { LostBand } from './status.tsx';

/** What stays in sight: the site, who is on it now, and what the page shows of it. */
export function TopBar() {
	const { sites, view } = useApp();
	const ofSite = sites.current.value !== undefined && view.value.page === 'site';
	return (
		<header class="top">
			<div class="top-row">
				<a class="brand" href="?" aria-label="Footfall: start page">
					<img src="favicon.svg" width="28" height="28" alt="" />
				</a>
				<SiteMenu />
				{sites.current.value !== undefined && <ActiveNow />}
				<span class="top-gap" />
				<div class="top-tools">
					{ofSite && (
						<>
							<FilterButton />
							<CompareMenu />
							<DateControl />
						</>
					)}
				</div>
				<ThemeButton />
			</div>
			{ofSite && <FilterChips />}
			<LostBand />
		</header>
	);
}

const themeIcons = { system: 'system', light: 'sun', dark: 'moon' } as const;

function ThemeButton() {
	const { theme } = useApp();
	const label = themes[theme.theme.value];
	return (
		<button type="button" class="icon-button theme-button" aria-label={label} onClick={theme.next} {...tip(label)}>
			<Icon name={themeIcons[theme.theme.value]} />
		</button>
	);
}
