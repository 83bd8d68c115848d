import { useApp } from '../context.ts';
import { pageNames, pages } from '../pages.ts';
import { writeView } from '../state/url.ts';
import { Icon } from '../ui/icon.tsx';
import { Popover } from '../ui/popover.tsx';

/** The pages in a row: links, so that one can be opened beside this one. */
export function PageRow() {
	const { view, go } = useApp();
	return (
		<nav class="pages-row" aria-label="Pages">
			{pageNames.map((name) => (
				<a
					key={name}
					class="pages-link"
					href={writeView({ ...view.value, page: name, details: undefined, own: {} }) || '?'}
					aria-current={view.value.page === name ? 'page' : undefined}
					onClick={(event) => {
						if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
						event.preventDefault();
						go({ page: name });
					}}
				>
					{pages[name].label}
				</a>
			))}
		</nav>
	);
}

/** The same as a menu, where a row has no room. */
export function PageMenu() {
	const { view, go, overlay } = useApp();
	const current = view.value.page;
	return (
		<div class="pages-menu">
			<Popover
				names={['pages']}
				label="Pages"
				button={
					<>
						<Icon name={pages[current].icon} />
						<span class="pages-name">{pages[current].label}</span>
						<Icon name="down" />
					</>
				}
			>
				<ul class="menu">
					{pageNames.map((name) => (
						<li key={name}>
							<button
								type="button"
								class="menu-item"
								data-item
								data-focus={name === current || undefined}
								aria-current={name === current}
								onClick={() => {
									overlay.value = undefined;
									go({ page: name });
								}}
							>
								<span class="menu-check">
									<Icon name={pages[name].icon} />
								</span>
								<span class="menu-text">{pages[name].label}</span>
							</button>
						</li>
					))}
				</ul>
			</Popover>
		</div>
	);
}
