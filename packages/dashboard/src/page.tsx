import { useEffect } from 'preact/hooks';
import { Overview } from './cards/overview.tsx';
import { useApp, useSite } from './context.ts';
import { anybodyQuery, cardsQuery } from './data/queries.ts';
import { useAnswer } from './data/useanswer.ts';
import { NoteDialog } from './notes/notedialog.tsx';
import { pageSpec } from './pages.ts';
import { Details } from './panels/details.tsx';
import { panelGroups } from './panels/layout.ts';
import { Panel } from './panels/panel.tsx';
import { EventStream } from './panels/stream.tsx';
import { RoutesDialog } from './routes/routesdialog.tsx';
import { AddSite } from './top/addsite.tsx';
import { TopBar } from './top/bar.tsx';
import { Headline } from './top/headline.tsx';
import { FailureNote } from './ui/failure.tsx';
import { HelpSheet } from './ui/help.tsx';
import { Icon } from './ui/icon.tsx';
import { Lazy } from './ui/lazy.tsx';
import { TipLayer } from './ui/tip.tsx';
import { useShortcuts } from './useshortcuts.ts';
import { Welcome } from './welcome/welcome.tsx';

/** The whole page. */
export function Page() {
	const { sites, overlay, view } = useApp();
	useShortcuts();
	useTitle();
	const site = sites.current.value;
	const failure = sites.failure.value;
	const { load, ofSite } = pageSpec(view.value.page);
	return (
		<>
			<TopBar />
			<main>
				{!ofSite && load !== undefined ? (
					<Lazy load={load} />
				) : site !== undefined ? (
					load === undefined ? (
						<SitePage key={site.id} />
					) : (
						<Lazy key={site.id} load={load} />
					)
				) : failure !== undefined ? (
					<FailureNote failure={failure} retry={() => void sites.load()} />
				) : (
					sites.all.value !== undefined && <NoSites />
				)}
			</main>
			<footer class="foot">
				<span>Footfall</span>
				<span class="foot-links">
					<button
						type="button"
						class="foot-keys"
						onClick={() => {
							overlay.value = 'help';
						}}
					>
						<Icon name="keyboard" /> Keys <kbd>?</kbd>
					</button>
				</span>
			</footer>
			{overlay.value === 'help' && <HelpSheet />}
			{overlay.value === 'add-site' && <AddSite />}
			{site !== undefined && overlay.value === 'note' && <NoteDialog id={undefined} />}
			{site !== undefined && overlay.value?.startsWith('note-') === true && <NoteDialog id={overlay.value.slice('note-'.length)} />}
			{site !== undefined && overlay.value === 'routes' && <RoutesDialog />}
			<TipLayer />
		</>
	);
}

/** The numbers of one site, or the way to the first one. */
function SitePage() {
	const { view } = useApp();
	const { details, range } = view.value;
	const empty = useEmpty();
	return (
		<>
			<Headline />
			{empty ? (
				<Welcome />
			) : (
				<>
					<Overview />
					{range === 'realtime' && <EventStream />}
					<div class="panels">
						{panelGroups.map((group) => (
							<Panel key={group} group={group} />
						))}
					</div>
				</>
			)}
			{details !== undefined && <Details key={details} dimension={details} />}
		</>
	);
}

/** Whether the site has nothing at all, imported or its own. All time is only asked for when the page's own range is empty. */
function useEmpty(): boolean {
	const { view } = useApp();
	const site = useSite();
	const totals = useAnswer(view.value.filters.length === 0 ? cardsQuery(site.id, view.value) : undefined);
	const row = totals.result?.results[0];
	const nothing = totals.result !== undefined && (row === undefined || row.metrics.every((value) => value === 0 || value === null));
	const ever = useAnswer(nothing ? anybodyQuery(site.id) : undefined);
	if (!nothing || ever.result === undefined) return false;
	// A warning says that something was imported, though not of all visitors together.
	return (ever.result.results[0]?.metrics[0] ?? 0) === 0 && ever.result.meta.imports_warning === undefined;
}

function NoSites() {
	const { overlay } = useApp();
	return (
		<section class="welcome sheet">
			<h2>Welcome to Footfall</h2>
			<p class="welcome-lead">Add the first site to be measured.</p>
			<p>
				<button
					type="button"
					class="button button-main"
					onClick={() => {
						overlay.value = 'add-site';
					}}
				>
					<Icon name="plus" /> Add a site
				</button>
			</p>
		</section>
	);
}

function useTitle(): void {
	const { sites, watch, view } = useApp();
	const overall = view.value.page === 'sites';
	const name = overall ? pageSpec('sites').label : sites.current.value?.name;
	const active = overall ? 0 : (watch.active.value?.visitors ?? 0);
	useEffect(() => {
		document.title = [active > 0 ? `${active} · ` : '', name === undefined ? 'Footfall' : `${name} · Footfall`].join('');
	}, [name, active]);
}
