'use client';

import { clicks, init } from '@footfall/sdk';
import { useEffect } from 'react';

export function Analytics() {
	useEffect(() => {
		init({ site: 'example.com', endpoint: 'https://stats.example.com/api/events', plugins: [clicks] });
	}, []);
	return null;
}
