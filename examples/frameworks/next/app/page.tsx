'use client';

import { track } from '@footfall/sdk';

export default function Page() {
	return (
		<button type="button" onClick={() => track('Signup', { props: { plan: 'pro' } })}>
			Sign up
		</button>
	);
}
