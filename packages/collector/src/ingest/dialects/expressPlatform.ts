import { STATUS_CODES } from 'node:http';
import type { HitField } from '../hit.ts';
import type { Dialect } from './dialect.ts';
import {
	acceptedId,
	addressOf,
	clientBehind,
	fieldsOf,
	metadataOf,
	millisecondsAt,
	propsOf,
	requiredTexts,
	screenOf,
	textAt,
	timestampAt,
} from './fields.ts';
import { createOpenViews } from './openViews.ts';

const names = new Map([['page_view', 'pageview']]);
const places: Readonly<Record<HitField, string>> = {
	name: 'event_type',
	time: 'timestamp',
	url: 'page_url',
	props: 'metadata',
	revenue: '',
	totals: 'metadata',
};

/** `Bad request`, `Service unavailable`. */
function titleOf(status: number): string {
	const words = STATUS_CODES[status] ?? 'Error';
	return words.charAt(0) + words.slice(1).toLowerCase();
}

/**
 * The Express analytics platform's `POST /analytics`:
 * `{event_type, page_url, page_title, button_id, session_id, user_agent, timestamp, metadata}` → 200 `{success, message, eventId}`.
 *
 * Its events have no ids and no page-view ids: each is an event of its own, and a `page_unload` joins the last view of the same page in
 * the same session.
 */
export function createExpressPlatform(): Dialect {
	const views = createOpenViews();
	return {
		name: 'express-platform',

		decode(json, context) {
			const fields = fieldsOf(json);
			const [type, address] = requiredTexts(fields, 'event_type', 'page_url');
			const metadata = metadataOf(fields);
			const name = names.get(type) ?? type;
			const url = addressOf(address);
			const time = timestampAt(fields, 'timestamp', context.received) ?? context.received;
			const session = textAt(fields, 'session_id');
			const view = session === undefined ? undefined : `${session}\n${url}`;
			const button = textAt(fields, 'button_id');
			const engaged = name === 'page_unload' ? millisecondsAt(metadata, 'time_on_page') : undefined;
			const hit = {
				page: { url, title: textAt(fields, 'page_title'), referrer: textAt(metadata, 'referrer'), screen: screenOf(metadata) },
				id: name === 'pageview' ? views.begin(view, time) : views.next(view),
				name,
				time,
				session,
				props: propsOf({ ...(button === undefined ? {} : { button_id: button }), ...metadata }, [
					'referrer',
					'screen_width',
					'screen_height',
					'time_on_page',
				]),
				totals: engaged === undefined ? undefined : { engaged },
			};
			return { site: undefined, events: [{ hit }], client: clientBehind(fields, context), placeOf: (field) => places[field] };
		},

		answer(taken, json) {
			const id = acceptedId(taken);
			const eventId = textAt(fieldsOf(json), 'session_id') ?? id;
			return { status: 200, body: { success: true, message: 'Event received and sent to Kafka', eventId } };
		},

		refuse({ status, code, message, at }) {
			return { status, body: { success: false, error: titleOf(status), message, code, ...(at === undefined ? {} : { at }) } };
		},
	};
}
