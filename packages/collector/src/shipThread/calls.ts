import type { Shipping, ShipTo } from '../log/kafka/shipping.ts';
import type { Seat } from '../log/sqlite/follow.ts';
import type { Fields, LogLevel } from '../logger.ts';

/** What the thread that ships can be asked. */

export interface OpenShipping {
	/** Where the events come from. */
	readonly seat: Seat;
	readonly to: ShipTo;
}

export type ShippingStats = ReturnType<Shipping['stats']>;

export type ShipThreadCalls = {
	open(options: OpenShipping): void;
	close(): Promise<void>;
};

/** What the thread tells without being asked. */
export type ShipThreadNews =
	| { readonly stats: ShippingStats }
	| { readonly level: LogLevel; readonly message: string; readonly fields: Fields | undefined };
