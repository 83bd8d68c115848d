import { useState } from 'preact/hooks';
import { Icon } from './icon.tsx';

/** Text to take away, with a button that copies it. */
export function CopyBlock({ text, label }: { text: string; label: string }) {
	const [copied, setCopied] = useState(false);
	const copy = async (): Promise<void> => {
		await copyText(text);
		setCopied(true);
		setTimeout(() => setCopied(false), 2000);
	};
	return (
		<div class="copy">
			<pre>
				<code>{text}</code>
			</pre>
			<button type="button" class="button" onClick={() => void copy()} aria-label={`Copy ${label}`}>
				<Icon name={copied ? 'check' : 'copy'} />
				{copied ? 'Copied' : 'Copy'}
			</button>
		</div>
	);
}

/** The clipboard is missing on plain http; a selection still copies there. */
async function copyText(text: string): Promise<void> {
	try {
		await navigator.clipboard.writeText(text);
	} catch {
		const area = document.createElement('textarea');
		area.value = text;
		document.body.append(area);
		area.select();
		document.execCommand('copy');
		area.remove();
	}
}
