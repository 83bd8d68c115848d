import { OpenPanel } from '@openpanel/web';

const panel = new OpenPanel({
	apiUrl: window.endpoint,
	clientId: 'a-client',
	trackScreenViews: true,
	trackOutgoingLinks: true,
	trackAttributes: true,
});
window.track = (name, props) => panel.track(name, props);
