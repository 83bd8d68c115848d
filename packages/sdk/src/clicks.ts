import { CLICKS } from './flags.ts';
import { listen } from './guard.ts';
import { tagOf } from './tags.ts';
import type { Tracker } from './types.ts';

const file = /\.(pdf|(xls|doc|ppt)x?|csv|txt|zip|gz|rar|7z|dmg|exe|pkg|apk|mp[34]|mov|avi|wav)$/i;

/**
 * Clicks that mean something: on tagged elements, on links to other hosts, on links to files. One event a click, the
 * first of these that fits; nothing is prevented or delayed.
 */
export function clicks({ track, wants }: Tracker): void {
	const onClick = (event: MouseEvent): void => {
		let link: HTMLAnchorElement | undefined;
		let control: Element | undefined;
		// auxclick is any other button; the middle one opens a tab
		if (event.button > 1) return;
		// from the innermost outwards, through shadow roots, which like the document have no attributes
		for (const element of event.composedPath() as HTMLAnchorElement[]) {
			if (element.attributes) {
				// a form is tagged for its submission
				const tag = element.localName !== 'form' && tagOf(element);
				if (element.href) link ??= element;
				if (tag && wants('tags')) {
					track(tag.name, tag);
					return;
				}
				if (CLICKS && element.matches('a,button,[role=button],[type=submit]')) control ??= element;
			}
		}
		if (link) {
			// an SVG link's is an object
			const { host, origin, pathname } = new URL((link.href as unknown as SVGAElement['href']).baseVal ?? link.href, location.href);
			// mailto: and javascript: have no host
			const outbound = host && host !== location.host && wants('outbound');
			if (outbound || ((link.download || file.test(pathname)) && wants('downloads'))) {
				// a signed address is a key: no query leaves the page
				track(outbound ? 'Outbound Link: Click' : 'File Download', { props: { url: origin + pathname } });
				return;
			}
		}
		if (CLICKS && control && wants('clicks')) {
			track('click', { props: { text: control.textContent?.trim().slice(0, 100), id: control.id || undefined, tag: control.localName } });
		}
	};
	listen('click', onClick);
	listen('auxclick', onClick);
}
