import { useState } from 'preact/hooks';
import { useApp, useSite } from '../context.ts';
import { CopyBlock } from '../ui/copy.tsx';
import { Icon } from '../ui/icon.tsx';
import { npmSnippet, scriptSnippet } from './snippets.ts';

const ways = { script: 'Script tag', npm: 'npm' } as const;

/** A site without a single event: how to begin, and a light that turns when the first one comes. */
export function Welcome() {
	const { base } = useApp();
	const site = useSite();
	const [way, setWay] = useState<keyof typeof ways>('script');
	return (
		<section class="welcome sheet" aria-labelledby="welcome-title">
			<div class="welcome-wait" role="status">
				<span class="beacon" aria-hidden="true" />
				<span>
					Waiting for the first event from <strong>{site.domain}</strong>…
				</span>
			</div>
			<h2 id="welcome-title">Put Footfall on your site</h2>
			<p class="welcome-lead">
				Then open a page of it. This view turns into your dashboard by itself, the moment the first event is stored.
			</p>
			<nav class="tabs" aria-label="Way of installing">
				{(Object.entries(ways) as [keyof typeof ways, string][]).map(([name, label]) => (
					<button key={name} type="button" class="tab" aria-current={name === way} onClick={() => setWay(name)}>
						{label}
					</button>
				))}
			</nav>
			{way === 'script' ? (
				<>
					<p>
						Paste this into the <code>&lt;head&gt;</code> of every page:
					</p>
					<CopyBlock text={scriptSnippet(site.domain, base)} label="the script tag" />
				</>
			) : (
				<>
					<p>For applications with a bundler:</p>
					<CopyBlock text={npmSnippet(site.domain, base)} label="the npm commands" />
				</>
			)}
			<p class="welcome-demo">
				No site at hand?{' '}
				<a href="demo/" target="_blank" rel="noopener">
					Open the demo shop <Icon name="outward" />
				</a>{' '}
				and click around: it is measured by this server.
			</p>
		</section>
	);
}
