import { createRoot } from 'react-dom/client';
import Layout from './app/layout.tsx';
import Page from './app/page.tsx';

// What Next makes of these files in the browser; it is not installed itself.
createRoot(document).render(
	<Layout>
		<Page />
	</Layout>,
);
