import { init, track } from '@plausible-analytics/tracker';

init({
	domain: 'localhost',
	endpoint: window.endpoint,
	captureOnLocalhost: true,
	outboundLinks: true,
	fileDownloads: true,
	formSubmissions: true,
});
window.track = (name, props) => track(name, { props });
