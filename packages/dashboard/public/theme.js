// Runs before the first paint, so that a chosen theme does not flash. The choice is made in src/state/theme.ts.
try {
	const theme = localStorage.getItem('footfall.theme');
	if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
	// Storage can be forbidden; the system's theme is shown then.
}
