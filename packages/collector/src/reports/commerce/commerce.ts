import type { CommerceAnswer, CommerceAsk, CommercePart } from '@footfall/protocol';
import type { ReportContext } from '../report.ts';
import { answerOrders } from './orders.ts';
import { answerOverview } from './overview.ts';
import { answerProducts } from './products.ts';
import { answerUsers } from './users.ts';

const parts: Record<CommercePart, (ask: CommerceAsk, context: ReportContext) => Promise<object>> = {
	overview: answerOverview,
	orders: answerOrders,
	users: answerUsers,
	products: answerProducts,
};

/** Answers one part of what a shop sells. @throws {FootfallError} `too_many_buckets`. */
export async function answerCommerce(ask: CommerceAsk, context: ReportContext): Promise<Omit<CommerceAnswer, 'meta' | 'query'>> {
	return (await parts[ask.part](ask, context)) as Omit<CommerceAnswer, 'meta' | 'query'>;
}
