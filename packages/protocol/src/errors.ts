/** What an error code means to a client: its HTTP status, whether trying again can help, and a sentence for people. */
export interface ErrorSpec {
	readonly status: number;
	/** True when the same request may succeed later: the SDK keeps the events and backs off. */
	readonly retryable: boolean;
	readonly message: string;
}

/**
 * Every error that Footfall answers with, declared once: the server renders it, the SDK obeys its status, the ledger
 * counts rejected events by it.
 */
export const errors = {
	// the request as a whole
	not_json: { status: 400, retryable: false, message: 'The body is not valid JSON.' },
	body_too_large: { status: 413, retryable: false, message: 'The body is larger than the limit.' },
	body_too_deep: { status: 400, retryable: false, message: 'The body is nested deeper than the limit.' },
	forbidden_key: { status: 400, retryable: false, message: 'A key is named __proto__, constructor or prototype.' },
	unsupported_encoding: { status: 415, retryable: false, message: 'The content encoding is not supported; send identity, gzip or deflate.' },
	unsupported_version: { status: 400, retryable: false, message: 'The batch has a version that this server does not know.' },
	invalid_batch: { status: 400, retryable: false, message: 'The batch does not have the shape of a batch.' },
	too_many_events: { status: 413, retryable: false, message: 'The batch holds more events than the limit.' },
	unknown_site: { status: 400, retryable: false, message: 'No site here has this id or domain. Add it under Settings, or correct data-site.' },

	// one event of a batch
	invalid_event: { status: 400, retryable: false, message: 'The event does not have the shape of an event.' },
	event_too_large: { status: 413, retryable: false, message: 'The event is larger than the limit.' },
	invalid_id: { status: 400, retryable: false, message: 'The event id is not <20-character page-view id>.<number>.' },
	invalid_name: { status: 400, retryable: false, message: 'The event has no name, or one that is too long.' },
	invalid_url: { status: 400, retryable: false, message: 'The page address is not an absolute http, https or app URL.' },
	invalid_props: { status: 400, retryable: false, message: 'The properties are not at most 30 scalars with keys up to 300 and values up to 2000 characters.' },
	invalid_revenue: { status: 400, retryable: false, message: 'The revenue is not an integer of minor units with an ISO 4217 currency.' },
	invalid_age: { status: 400, retryable: false, message: 'The age is not a number of milliseconds, or lies in the future.' },
	stale: { status: 400, retryable: false, message: 'The event is older than the server accepts.' },

	// the server's own state
	rate_limited: { status: 429, retryable: true, message: 'Too many events from this address or for this site; slow down.' },
	log_full: { status: 503, retryable: true, message: 'The disk is nearly full; events are not accepted until there is room.' },
	log_unavailable: { status: 503, retryable: true, message: 'Events cannot be written durably at the moment.' },
	overloaded: { status: 503, retryable: true, message: 'The server has more work than it can finish; try again.' },
	starting: { status: 503, retryable: true, message: 'The server is starting; try again.' },
	shutting_down: { status: 503, retryable: true, message: 'The server is shutting down; try again.' },

	// questions
	invalid_query: { status: 400, retryable: false, message: 'The query does not have the shape of a query.' },
	unknown_metric: { status: 400, retryable: false, message: 'There is no metric of this name.' },
	unknown_dimension: { status: 400, retryable: false, message: 'There is no dimension of this name.' },
	unknown_operator: { status: 400, retryable: false, message: 'There is no filter operator of this name.' },
	invalid_filter: { status: 400, retryable: false, message: 'The filter does not have the shape of a filter.' },
	invalid_pattern: { status: 400, retryable: false, message: 'The regular expression is not one of RE2’s syntax, or is too long.' },
	unknown_goal: { status: 400, retryable: false, message: 'The site has no goal of this name.' },
	unknown_segment: { status: 400, retryable: false, message: 'The site has no segment of this id.' },
	invalid_range: { status: 400, retryable: false, message: 'The date range is not valid.' },
	too_many_buckets: { status: 400, retryable: false, message: 'The interval is too fine for this range.' },
	query_timeout: { status: 503, retryable: true, message: 'The query took longer than its limit; ask for a shorter range or fewer dimensions.' },
	query_cancelled: { status: 499, retryable: false, message: 'The client left before the answer was ready.' },

	// files
	invalid_export: { status: 400, retryable: false, message: 'An export is csv or parquet.' },
	invalid_import: { status: 400, retryable: false, message: 'This is not a file that can be imported.' },
	upload_gap: { status: 409, retryable: false, message: 'The part does not begin where the upload stands.' },
	disk_full: { status: 507, retryable: false, message: 'There is not enough room on the disk for this file.' },

	// everything else
	unauthorized: { status: 401, retryable: false, message: 'This needs a session or an API key.' },
	forbidden: { status: 403, retryable: false, message: 'This is not allowed from here.' },
	invalid_site: { status: 400, retryable: false, message: 'The site needs an id or domain, a name and an IANA time zone.' },
	invalid_goal: { status: 400, retryable: false, message: 'The goal does not have the shape of a goal.' },
	invalid_segment: { status: 400, retryable: false, message: 'The segment needs a name and filters.' },
	invalid_funnel: { status: 400, retryable: false, message: 'The funnel needs a name and 2 to 8 steps.' },
	invalid_annotation: { status: 400, retryable: false, message: 'The annotation needs a text; its time is a date-time with an offset.' },
	invalid_route: { status: 400, retryable: false, message: 'The route template is not a path such as /product/:id.' },
	limit_reached: { status: 409, retryable: false, message: 'There are as many of these as a site may have.' },
	conflict: { status: 409, retryable: false, message: 'This exists already.' },
	not_found: { status: 404, retryable: false, message: 'There is nothing at this address.' },
	method_not_allowed: { status: 405, retryable: false, message: 'This address does not take this method.' },
	internal: { status: 500, retryable: true, message: 'Something went wrong here; the server log says what.' },
} as const satisfies Record<string, ErrorSpec>;

export type ErrorCode = keyof typeof errors;

/** The JSON of every error answer outside the foreign dialects: `{error: {code, message, at?}}`. */
export interface ErrorBody {
	error: {
		code: ErrorCode;
		message: string;
		/** The place of the fault in the input, as a path: `events[3].props.plan`, `filters[0][1]`. */
		at?: string;
	};
}

/** An error with a code that the server renders in one place; `at` names the place in the input. */
export class FootfallError extends Error {
	override readonly name = 'FootfallError';
	readonly code: ErrorCode;
	readonly at: string | undefined;
	/** Seconds after which a retry makes sense, for `Retry-After`. */
	readonly retryAfter: number | undefined;

	constructor(code: ErrorCode, options: { at?: string; message?: string; retryAfter?: number; cause?: unknown } = {}) {
		super(options.message ?? errors[code].message, options.cause === undefined ? undefined : { cause: options.cause });
		this.code = code;
		this.at = options.at;
		this.retryAfter = options.retryAfter;
	}

	get status(): number {
		return errors[this.code].status;
	}

	toBody(): ErrorBody {
		return { error: { code: this.code, message: this.message, ...(this.at === undefined ? {} : { at: this.at }) } };
	}
}
