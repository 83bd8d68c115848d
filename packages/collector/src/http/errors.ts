import { errors, FootfallError } from '@footfall/protocol';
import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { Logger } from '../logger.ts';

/** Seconds after which to try again when the error itself does not say. */
const RETRY_AFTER = 5;

/** The headers that go with an error. */
export function errorHeaders(error: FootfallError): Record<string, string> {
	return errors[error.code].retryable ? { 'Retry-After': String(error.retryAfter ?? RETRY_AFTER) } : {};
}

/** Renders whatever was thrown; what is not one of ours is logged and told as `internal`, without its words. */
export function renderError(logger: Logger): (error: unknown, c: Context) => Response {
	return (error, c) => {
		if (!(error instanceof FootfallError)) {
			logger.error('a request failed', {
				path: c.req.routePath,
				reason: error instanceof Error ? (error.stack ?? error.message) : String(error),
			});
		}
		const known = error instanceof FootfallError ? error : new FootfallError('internal');
		return c.json(known.toBody(), known.status as ContentfulStatusCode, errorHeaders(known));
	};
}
