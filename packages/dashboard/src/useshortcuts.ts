import { useEffect } from 'preact/hooks';
import type { App } from './compose.ts';
import { useApp } from './context.ts';
import { cardsQuery } from './data/queries.ts';
import { type PageName, pageSpec } from './pages.ts';
import { chooseInterval, fittingIntervals } from './state/intervals.ts';
import { type Command, commandOf } from './state/keys.ts';
import { knownSpan, shiftRange, spanOf } from './state/ranges.ts';

/** Whether a key belongs to the field that has the focus. */
function isTyping(target: EventTarget | null): boolean {
	return target instanceof Element && target.closest('input, textarea, select, [contenteditable]') !== null;
}

/** Lets the keys of the sheet work, wherever nobody types. */
export function useShortcuts(): void {
	const app = useApp();
	useEffect(() => {
		const onKey = (event: KeyboardEvent): void => {
			const command = commandOf(event);
			if (command === undefined || event.defaultPrevented || event.repeat || !mayRun(command, event, app)) return;
			event.preventDefault();
			run(command, app);
		};
		document.addEventListener('keydown', onKey);
		return () => document.removeEventListener('keydown', onKey);
	}, [app]);
}

/** Whether a command has a meaning on a page. */
function fits(command: Command, page: PageName): boolean {
	const { tools, ofSite } = pageSpec(page);
	switch (command.do) {
		case 'range':
		case 'custom':
		case 'earlier':
		case 'later':
			return tools.includes('range');
		case 'compare':
			return tools.includes('compare');
		case 'interval':
			return page === 'site' || page === 'shop';
		case 'note':
			return page === 'site';
		case 'site':
			return ofSite || page === 'sites';
		default:
			return true;
	}
}

function mayRun(command: Command, event: KeyboardEvent, { overlay, view }: App): boolean {
	if (!fits(command, view.value.page)) return false;
	// A modal window is the browser's to close, and only its own search may be reached from the keys.
	if (document.querySelector('dialog[open]') !== null) return command.do === 'search' && !isTyping(event.target);
	if (command.do === 'clear') return true;
	return !isTyping(event.target) && (overlay.value === undefined || command.do === 'range');
}

function run(command: Command, app: App): void {
	const { view, go, overlay, sites } = app;
	if (sites.current.value === undefined && command.do !== 'help') return;
	switch (command.do) {
		case 'range':
			overlay.value = undefined;
			go({ range: command.range, interval: undefined });
			break;
		case 'earlier':
		case 'later':
			shift(command.do === 'earlier' ? -1 : 1, app);
			break;
		case 'interval':
			nextInterval(app);
			break;
		case 'compare':
			go({ compare: view.value.compare === 'off' ? 'previous_period' : 'off', compareWith: undefined });
			break;
		case 'search':
			document.querySelector<HTMLInputElement>('[data-search]')?.focus();
			break;
		case 'clear':
			clear(app);
			break;
		case 'site':
			chooseSite(command.index, app);
			break;
		default:
			overlay.value = command.do;
	}
}

/** One thing after the other: what lies over the page, the filters, the page beside the overview. */
function clear({ overlay, view, go }: App): void {
	if (overlay.value !== undefined) overlay.value = undefined;
	else if (pageSpec(view.value.page).tools.includes('filters') && view.value.filters.length > 0) go({ filters: [] });
	else if (view.value.page !== 'site') go({ page: 'site' });
}

function shift(by: -1 | 1, { view, go, today }: App): void {
	const range = shiftRange(view.value.range, by, today.value);
	if (range !== undefined) go({ range });
}

function nextInterval({ view, go, sites, today, answers }: App): void {
	const { range, interval } = view.value;
	const site = sites.current.value;
	const answered = site === undefined ? undefined : answers.of(cardsQuery(site.id, view.value)).peek().result?.query;
	const span = knownSpan(range, today.value, answered) ?? spanOf(range, today.value);
	const fitting = fittingIntervals(range, span);
	const at = fitting.indexOf(chooseInterval(interval, range, span));
	go({ interval: fitting[(at + 1) % fitting.length] }, 'replace');
}

function chooseSite(index: number, { go, sites, view }: App): void {
	const site = sites.all.value?.[index];
	const { page } = view.value;
	if (site !== undefined) go({ page: page === 'sites' ? 'site' : page, site: site.domain, filters: [], details: undefined });
}
