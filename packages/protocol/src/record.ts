import type { DerivedColumn } from './dimensions.ts';
import type { PageTotal, Revenue, Scalar } from './events.ts';

/** The version of the record that this code writes. */
export const RECORD_VERSION = 1;

/**
 * One enriched event as the log and the Kafka topic `analytics-events` carry it: a JSON object per message.
 *
 * Everything is decided before the log, once: receipt, place, user agent, source, visitor and bot score. No IP address
 * and no raw User-Agent is in it.
 */
export interface EventRecord {
	v: typeof RECORD_VERSION;
	/** `<page-view id>.<n>`: the key under which a retry is recognised. */
	id: string;
	/** Immutable site id. */
	site: string;
	name: string;
	/** When it happened, by the server's clock: received − age. Milliseconds since the epoch. */
	time: number;
	/** When the collector took it. Milliseconds since the epoch. */
	received: number;
	/** 64-bit visitor hash, 16 hex digits. */
	visitor: string;
	/** The same client's hash under yesterday's salt, only in the first 30 minutes of a UTC day, for the aggregator alone. */
	before?: string;
	/** True when `visitor` outlives the day (persistent mode). */
	persistent?: true;
	/** The browser's own session id in persistent mode, or the sender's. A property; it does not cut visits. */
	session?: string;
	/** Keyed hash of the id given to `identify()`, or the id itself where the site says so. */
	user?: string;
	/** The import that brought it, by which it can be taken out again. */
	import?: string;
	/** Routing number 0–255: picks the Kafka partition, does not change at midnight, identifies nobody. */
	route: number;
	/** 0 a person … 100 surely a bot. From 50 on it is left out of answers by default. */
	bot: number;
	botReasons?: string[];
	/** False for a custom event that does not end a bounce. */
	interactive?: false;
	/** Dimension values by column; empty ones are left out. */
	dims: Partial<Record<DerivedColumn, string>>;
	props?: Record<string, Scalar>;
	revenue?: Revenue;
	/** Totals of the page view so far, on `page_unload` and `web_vitals`. Milliseconds, percent, CLS score. */
	totals?: Partial<Record<PageTotal, number>>;
}

/** Bot scores from here on are left out of answers unless asked for. */
export const BOT_SCORE = 50;
