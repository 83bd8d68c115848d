import { FootfallError } from '@footfall/protocol';
import type { HitField } from '../hit.ts';
import type { Dialect } from './dialect.ts';
import { acceptedId, fieldsOf, textAt } from './fields.ts';

const places: Readonly<Record<HitField, string>> = { name: '', time: '', url: 'url', props: '', revenue: '', totals: '' };

/**
 * A page view of a browser that runs no script: the query of an image, `{site, url?, title?, referrer?}`. Without `url` the page is the
 * image's own referrer, where the page lets browsers tell it whole.
 *
 * It has no id: an image that is loaded twice is two views.
 */
export const pixel: Dialect = {
	name: 'pixel',

	decode(query, { client, received }) {
		const fields = fieldsOf(query);
		const site = textAt(fields, 'site');
		if (site === undefined) throw new FootfallError('unknown_site', { at: 'site', message: 'The address of the image names no site.' });
		const page = { url: textAt(fields, 'url') ?? '', title: textAt(fields, 'title'), referrer: textAt(fields, 'referrer') };
		return { site, client, events: [{ hit: { page, name: 'pageview', time: received } }], placeOf: (field) => places[field] };
	},

	answer(taken) {
		acceptedId(taken);
		return { status: 200, body: {} };
	},

	refuse: (error) => ({ status: error.status, body: error.toBody() }),
};
