import { useEffect, useState } from 'preact/hooks';
import { useApp } from '../context.ts';
import { SearchField } from '../panels/searchfield.tsx';
import { LiveStatus } from '../top/status.tsx';
import { FailureNote } from '../ui/failure.tsx';
import { Icon } from '../ui/icon.tsx';
import { SaveSites } from './savesites.tsx';
import { SiteCard } from './sitecard.tsx';
import '../styles/sites.css';

/** With more sites than there are keys for them, they can be searched. */
const SEARCH_FROM = 10;

/** All sites at a glance: visitors, their course and change, and who is there now. */
export function SitesPage() {
	const { sites, overlay, times, view, numbers } = useApp();
	const [search, setSearch] = useState('');
	const all = sites.all.value;
	const failure = sites.failure.value;
	// a long page of one site may have been left further down
	useEffect(() => window.scrollTo(0, 0), []);
	const add = (): void => {
		overlay.value = 'add-site';
	};
	if (all === undefined) {
		return failure === undefined ? (
			<span class="skeleton page-wait" role="status" aria-label="Loading" />
		) : (
			<FailureNote failure={failure} retry={() => void sites.load()} />
		);
	}
	const shown = all
		.map((site, index) => ({ site, index }))
		.filter(({ site }) => `${site.name} ${site.domain}`.toLowerCase().includes(search.toLowerCase()));
	return (
		<>
			<div class="headline">
				<h1>Sites</h1>
				<p class="headline-zone">
					{numbers.count(all.length)} · {times.range(view.value.range, 'UTC')}
				</p>
				<SaveSites sites={shown.map(({ site }) => site)} />
				<LiveStatus />
			</div>
			{all.length >= SEARCH_FROM && (
				<div class="sites-tools">
					<SearchField label="Search sites" onSearch={setSearch} />
				</div>
			)}
			<ul class="sites">
				{shown.map(({ site, index }) => (
					<SiteCard key={site.id} site={site} place={index < 9 ? index + 1 : undefined} />
				))}
				{search === '' && (
					<li>
						<button type="button" class="sites-add" onClick={add}>
							<Icon name="plus" /> Add a site
						</button>
					</li>
				)}
			</ul>
			{shown.length === 0 && search !== '' && <p class="note">No site is called so.</p>}
		</>
	);
}
