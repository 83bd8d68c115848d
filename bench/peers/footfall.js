import { clicks, forms, init, track } from '@footfall/sdk';

init({ site: 'localhost', endpoint: window.endpoint, plugins: [clicks, forms] });
window.track = (name, props) => track(name, { props });
