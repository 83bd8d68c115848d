import { type Shipping, startShipping } from '../log/kafka/shipping.ts';
import { followSqliteLog, type SqliteFollower } from '../log/sqlite/follow.ts';
import type { Logger } from '../logger.ts';
import { serve } from '../threads/thread.ts';
import type { ShipThreadCalls, ShipThreadNews } from './calls.ts';

/** How often the other side hears how far it is, ms. */
const TELL_MS = 500;

let parts: { readonly log: SqliteFollower; readonly shipping: Shipping; readonly telling: NodeJS.Timeout } | undefined;

const tell = serve<ShipThreadCalls, ShipThreadNews>({
	open({ seat, to }) {
		const log = followSqliteLog(seat, logger);
		const shipping = startShipping(to, log.spool, Date.now, logger);
		const telling = setInterval(() => tell({ stats: shipping.stats() }), TELL_MS);
		parts = { log, shipping, telling };
	},
	async close() {
		if (!parts) return;
		await parts.shipping.close();
		clearInterval(parts.telling);
		tell({ stats: parts.shipping.stats() });
		await parts.log.close();
	},
});

const said =
	(level: keyof Logger): Logger['info'] =>
	(message, fields) =>
		tell({ level, message, fields });
const logger: Logger = { error: said('error'), warn: said('warn'), info: said('info'), debug: said('debug') };
