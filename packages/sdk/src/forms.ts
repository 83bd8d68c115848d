import { listen } from './guard.ts';
import { tagOf } from './tags.ts';
import type { Tracker } from './types.ts';

/** Submitted forms, under the name of their tag where they have one. An invalid form is never submitted. */
export function forms({ track, wants }: Tracker): void {
	listen('submit', (event) => {
		const tag = tagOf(event.composedPath()[0] as Element);
		if (wants('forms')) track(tag?.name ?? 'Form: Submission', tag);
	});
}
