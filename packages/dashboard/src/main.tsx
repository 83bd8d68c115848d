import { render } from 'preact';
import { compose } from './compose.ts';
import { AppContext } from './context.ts';
import { Page } from './page.tsx';
import './styles/tokens.css';
import './styles/base.css';
import './styles/controls.css';
import './styles/overlays.css';
import './styles/top.css';
import './styles/pages.css';
import './styles/dates.css';
import './styles/filters.css';
import './styles/named.css';
import './styles/status.css';
import './styles/overview.css';
import './styles/chart.css';
import './styles/notes.css';
import './styles/panels.css';
import './styles/rows.css';
import './styles/stream.css';
import './styles/details.css';
import './styles/map.css';
import './styles/welcome.css';

const app = compose(window);
void app.sites.load().then(() => {
	// With several sites and none chosen, the page begins with all of them.
	if ((app.sites.all.value?.length ?? 0) > 1 && window.location.search === '') app.go({ page: 'sites' }, 'replace');
});
const root = document.getElementById('app');
if (root !== null) {
	render(
		<AppContext.Provider value={app}>
			<Page />
		</AppContext.Provider>,
		root,
	);
}
