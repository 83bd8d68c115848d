import { CLICKS } from './flags.ts';
import { listen } from './guard.ts';
import { tagOf } from './tags.ts';
import type { Tracker } from './types.ts';

/**
 * Clicks that mean something: on tagged elements, on links to other hosts, on links to files. One event a click, the
 * first of these that fits; nothing is prevented or delayed.
 */
export const clicks = (tracker: Tracker): void =>
	listen(
		(event: MouseEvent) => {
			// from the innermost outwards, through shadow roots, without the document and the window
			const path = event.composedPath().slice(0, -2) as (HTMLAnchorElement & HTMLFormElement)[];
			const link = path.find((element) => element.href);
			let found: unknown;
			// auxclick is any other button, of which the middle one opens a tab; a form is tagged for its submission
			if (event.button > 1 || path.find((element) => !element.action && tracker.notice('tags', tagOf(element)))) return;
			if (link) {
				// an SVG link's is an object
				const { host, origin, pathname } = new URL(
					(link.href as unknown as SVGAElement['href']).baseVal ?? link.href,
					location as unknown as string,
				);
				// a signed address is a key: no query leaves the page
				const props = { url: origin + pathname };
				found =
					// mailto: and javascript: have no host
					(host && host !== location.host && tracker.notice('outbound', props, 'Outbound Link: Click')) ||
					((link.download || /\.(pdf|(xls|doc|ppt)x?|csv|txt|zip|gz|rar|7z|dmg|exe|pkg|apk|mp[34]|mov|avi|wav)$/i.test(pathname)) &&
						tracker.notice('downloads', props, 'File Download'));
			}
			const control =
				CLICKS && !found && tracker.wants('clicks') && path.find((element) => element.matches?.('a,button,[role=button],[type=submit]'));
			if (control)
				tracker.notice(
					'clicks',
					{ text: control.textContent?.trim().slice(0, 100), id: control.id || undefined, tag: control.localName },
					'click',
				);
		},
		'click',
		'auxclick',
	);
