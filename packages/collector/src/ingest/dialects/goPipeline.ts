import { createHash } from 'node:crypto';
import { idTime } from '@footfall/protocol';
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

const names = new Map([
	['page_view', 'pageview'],
	['session', 'session_start'],
]);
const places: Readonly<Record<HitField, string>> = {
	name: 'type',
	time: 'timestamp',
	url: 'url',
	props: 'metadata',
	revenue: '',
	totals: 'metadata',
};

/** The sender's own id as one of ours; a repeat is only recognised when it says the same time too, because ids begin with it. */
function idFrom(id: string, time: number): string {
	return `${idTime(time)}${createHash('sha256').update(id).digest('base64url').slice(0, 12)}.0`;
}

/**
 * The Go website-analytics pipeline's `POST /event`:
 * `{type, user_id, session_id, url, path, referrer, user_agent, ip_address, metadata, id?, timestamp?}` → 202 `{status, id}`.
 *
 * Its answer's id is the sender's own, else a fresh UUID.
 *
 * @see https://github.com/Hilina-t/go-kafka-analytics-pipeline
 */
export const goPipeline: Dialect = {
	name: 'go-pipeline',

	decode(json, context) {
		const fields = fieldsOf(json);
		const [type] = requiredTexts(fields, 'type');
		const metadata = metadataOf(fields);
		const load = millisecondsAt(metadata, 'load_time');
		const id = textAt(fields, 'id');
		const time = timestampAt(fields, 'timestamp', context.received);
		const hit = {
			page: {
				url: addressOf(textAt(fields, 'url'), textAt(fields, 'path')),
				title: textAt(metadata, 'page_title'),
				referrer: textAt(fields, 'referrer'),
				screen: screenOf(metadata),
			},
			id: id === undefined || time === undefined ? undefined : idFrom(id, time),
			name: names.get(type) ?? type,
			time: time ?? context.received,
			session: textAt(fields, 'session_id'),
			user: textAt(fields, 'user_id'),
			props: propsOf(metadata, ['page_title', 'load_time', 'screen_width', 'screen_height']),
			totals: load === undefined ? undefined : { load },
		};
		return { site: undefined, events: [{ hit }], client: clientBehind(fields, context), placeOf: (field) => places[field] };
	},

	answer(taken, json, { newUuid }) {
		acceptedId(taken);
		return { status: 202, body: { status: 'accepted', id: textAt(fieldsOf(json), 'id') ?? newUuid() } };
	},

	refuse: (error) => ({ status: error.status, body: error.toBody() }),
};
