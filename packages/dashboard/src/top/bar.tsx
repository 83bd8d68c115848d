import { useApp } from '../context.ts';
import { pageSpec } from '../pages.ts';
import { themes } from '../state/theme.ts';
import { Icon } from '../ui/icon.tsx';
import { tip } from '../ui/tip.tsx';
import { ActiveNow } from './active.tsx';
import { CompareMenu } from './compare.tsx';
import { DateControl } from './dates.tsx';
import { FilterButton, FilterChips } from './filters.tsx';
import { PageMenu, PageRow } from './navigation.tsx';
import { SegmentMenu } from './segments.tsx';
import { SiteMenu } from './sites.tsx';
import { LostBand } from './status.tsx';

/** What stays in sight: the site, who is on it now, and what the page shows of it. */
export function TopBar() {
	const { sites, view } = useApp();
	const tools = sites.current.value === undefined ? [] : pageSpec(view.value.page).tools;
	return (
		<header class="top">
			<div class="top-row">
				<a class="brand" href="?" aria-label="Footfall: start page">
					<img src="favicon.svg" width="28" height="28" alt="" />
				</a>
				<SiteMenu />
				<PageMenu />
				{sites.current.value !== undefined && view.value.page !== 'sites' && <ActiveNow />}
				<span class="top-gap" />
				<div class="top-tools">
					{tools.includes('filters') && <FilterButton />}
					{tools.includes('filters') && <SegmentMenu />}
					{tools.includes('compare') && <CompareMenu />}
					{tools.includes('range') && <DateControl />}
				</div>
				<ThemeButton />
			</div>
			<PageRow />
			{tools.includes('filters') && <FilterChips />}
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
