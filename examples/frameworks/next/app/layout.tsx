import type { ReactNode } from 'react';
import { Analytics } from './analytics';

export default function Layout({ children }: { children: ReactNode }) {
	return (
		<html lang="en">
			<body>
				<Analytics />
				{children}
			</body>
		</html>
	);
}
