import { listen } from './guard.ts';
import { tagOf } from './tags.ts';
import type { Tracker } from './types.ts';

/** Submitted forms, under the name of their tag where they have one. An invalid form is never submitted. */
export const forms = (tracker: Tracker): void =>
	listen((event) => tracker.notice('forms', tagOf(event.target as Element), 'Form: Submission'), 'submit');
