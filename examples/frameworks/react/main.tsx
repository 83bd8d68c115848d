import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App.tsx';

// Strict mode runs every effect twice.
createRoot(document.body).render(
	<StrictMode>
		<App />
	</StrictMode>,
);
