import { useApp } from '../context.ts';
import { Icon } from '../ui/icon.tsx';
import { Popover } from '../ui/popover.tsx';

/** The name of the site on the page, and the way to the others. */
export function SiteMenu() {
	const { sites, overlay, go, view } = useApp();
	const { page } = view.value;
	const current = page === 'sites' ? undefined : sites.current.value;
	const all = sites.all.value;
	if (all === undefined) return <span class="site-name skeleton" aria-hidden="true" />;
	const choose = (domain: string): void => {
		overlay.value = undefined;
		go({ page: page === 'sites' ? 'site' : page, site: domain, filters: [], details: undefined });
	};
	return (
		<Popover
			names={['sites']}
			label="Sites"
			buttonClass="button button-plain site-button"
			button={
				<>
					<span class="site-name">{current?.name ?? (all.length === 0 ? 'Add a site' : 'All sites')}</span>
					<Icon name="down" />
				</>
			}
		>
			<ul class="menu">
				{all.map((site, index) => (
					<li key={site.id}>
						<button
							type="button"
							class="menu-item"
							data-item
							data-focus={site.id === current?.id || undefined}
							aria-current={site.id === current?.id}
							onClick={() => choose(site.domain)}
						>
							<span class="menu-check">{site.id === current?.id && <Icon name="check" />}</span>
							<span class="menu-text">
								<span class="menu-name">{site.name}</span>
								{site.name !== site.domain && <span class="menu-more">{site.domain}</span>}
							</span>
							{index < 9 && <kbd>{index + 1}</kbd>}
						</button>
					</li>
				))}
			</ul>
			<div class="menu-end">
				<button
					type="button"
					class="menu-item"
					data-item
					onClick={() => {
						overlay.value = 'add-site';
					}}
				>
					<span class="menu-check">
						<Icon name="plus" />
					</span>
					<span class="menu-text">Add a site</span>
				</button>
			</div>
		</Popover>
	);
}
