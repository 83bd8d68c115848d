import { clicks, init, track } from '@footfall/sdk';
import { useEffect } from 'react';

export function App() {
	useEffect(() => {
		init({ site: 'example.com', endpoint: 'https://stats.example.com/api/events', plugins: [clicks] });
	}, []);
	return (
		<button type="button" onClick={() => track('Signup', { props: { plan: 'pro' } })}>
			Sign up
		</button>
	);
}
