import { FootfallError, idTime, pageOf } from '@footfall/protocol';
import { LRUCache } from 'lru-cache';
import { nanoid } from 'nanoid';
import type { Hit } from '../hit.ts';
import type { Dialect } from './dialect.ts';
import { addressOf, clientBehind, type Fields, fieldsOf, metadataOf, millisecondsAt, propsOf, requiredText, textAt } from './fields.ts';

const names: Readonly<Record<string, string>> = { page_view: 'pageview' };

function timeOf(fields: Fields, received: number): number {
	const text = textAt(fields, 'timestamp');
	if (text === undefined) return received;
	const time = Date.parse(text);
	if (Number.isNaN(time)) throw new FootfallError('invalid_age', { at: 'timestamp', message: 'timestamp is not an ISO 8601 date-time' });
	return time;
}

function screenOf(metadata: Fields): string | undefined {
	const { screen_width: width, screen_height: height } = metadata;
	return typeof width === 'number' && typeof height === 'number' ? `${width}x${height}` : undefined;
}

/**
 * The Express analytics platform's `POST /analytics`:
 * `{event_type, page_url, page_title, button_id, session_id, user_agent, timestamp, metadata}` → 200 `{success, message, eventId}`.
 *
 * Its events have no page-view ids. So that a `page_unload` finds its page view, the last view of each (session, address) is
 * remembered here for an hour; an unload that comes later, or to another process, is kept and joins nothing.
 */
export function createExpressPlatform(): Dialect {
	const views = new LRUCache<string, string>({ max: 50_000, ttl: 3_600_000, ttlResolution: 10_000 });

	const idOf = (name: string, view: string, time: number): string => {
		if (name === 'pageview') {
			const page = idTime(time) + nanoid(12);
			views.set(view, page);
			return `${page}.0`;
		}
		const page = name === 'page_unload' ? views.get(view) : undefined;
		return page === undefined ? `${idTime(time)}${nanoid(12)}.0` : `${pageOf(page)}.1`;
	};

	return {
		name: 'express-platform',

		decode(json, context) {
			const fields = fieldsOf(json);
			const type = requiredText(fields, 'event_type');
			const url = addressOf(requiredText(fields, 'page_url'), undefined);
			const metadata = metadataOf(fields);
			const name = names[type] ?? type;
			const time = timeOf(fields, context.received);
			const session = textAt(fields, 'session_id');
			const title = textAt(fields, 'page_title');
			const referrer = textAt(metadata, 'referrer');
			const screen = screenOf(metadata);
			const button = textAt(fields, 'button_id');
			const engaged = name === 'page_unload' ? millisecondsAt(metadata, 'time_on_page') : undefined;
			const props = propsOf({ ...(button === undefined ? {} : { button_id: button }), ...metadata }, [
				'referrer',
				'screen_width',
				'screen_height',
				'time_on_page',
			]);
			const hit: Hit = {
				id: idOf(name, `${session ?? ''}\n${url}`, time),
				name,
				time,
				url,
				...(title === undefined ? {} : { title }),
				...(referrer === undefined ? {} : { referrer }),
				...(screen === undefined ? {} : { screen }),
				...(session === undefined ? {} : { session }),
				...(props === undefined ? {} : { props }),
				...(engaged === undefined ? {} : { totals: { engaged } }),
			};
			return { events: [{ hit }], client: clientBehind(fields, context) };
		},

		accepted: (_taken, json, { newId }) => ({
			status: 200,
			body: { success: true, message: 'Event received and sent to Kafka', eventId: textAt(fieldsOf(json), 'session_id') ?? newId() },
		}),

		refused: (error) => ({
			status: error.status as 400,
			body: { success: false, error: error.message, code: error.code, ...(error.at === undefined ? {} : { at: error.at }) },
		}),
	};
}
