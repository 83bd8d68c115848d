import type { Hit } from '../hit.ts';
import type { Dialect } from './dialect.ts';
import { addressOf, clientBehind, fieldsOf, metadataOf, millisecondsAt, propsOf, requiredText, textAt } from './fields.ts';

const names: Readonly<Record<string, string>> = { page_view: 'pageview', session: 'session_start' };

/**
 * The Go website-analytics pipeline's `POST /event`:
 * `{type, user_id, session_id, url, path, referrer, user_agent, ip_address, metadata}` → 202 `{status, id}`.
 */
export const goPipeline: Dialect = {
	name: 'go-pipeline',

	decode(json, context) {
		const fields = fieldsOf(json);
		const type = requiredText(fields, 'type');
		const metadata = metadataOf(fields);
		const load = millisecondsAt(metadata, 'load_time');
		const props = propsOf(metadata, ['page_title', 'load_time']);
		const title = textAt(metadata, 'page_title');
		const referrer = textAt(fields, 'referrer');
		const session = textAt(fields, 'session_id');
		const user = textAt(fields, 'user_id');
		const hit: Hit = {
			name: names[type] ?? type,
			time: context.received,
			url: addressOf(textAt(fields, 'url'), textAt(fields, 'path')),
			...(title === undefined ? {} : { title }),
			...(referrer === undefined ? {} : { referrer }),
			...(session === undefined ? {} : { session }),
			...(user === undefined ? {} : { user }),
			...(props === undefined ? {} : { props }),
			...(load === undefined ? {} : { totals: { load } }),
		};
		return { events: [{ hit }], client: clientBehind(fields, context) };
	},

	accepted: (_taken, _json, { newId }) => ({ status: 202, body: { status: 'accepted', id: newId() } }),

	refused: (error) => ({ status: error.status as 400, body: error.toBody() }),
};
