import {
	type ErrorBody,
	type ErrorCode,
	errors,
	FootfallError,
	isMetricName,
	type PipelineHealth,
	type Query,
	type QueryResult,
} from '@footfall/protocol';

import type { ItemKind, ItemKinds } from './items.ts';

/** A site as `api/sites` tells it. */
export interface Site {
	id: string;
	domain: string;
	name: string;
	/** IANA zone in which its days begin and end. */
	timeZone: string;
	aliases: string[];
	/** Milliseconds since the epoch. */
	createdAt: number;
}

export interface NewSite {
	domain: string;
	name?: string;
	timeZone?: string;
}

/** Why something could not be shown; `code` is one of the protocol's, or `offline` when nobody answered. */
export interface Failure {
	code: ErrorCode | 'offline';
	message: string;
	at?: string;
}

/** The server's plain HTTP side. Everything rejects with a `FootfallError`, or with what `fetch` throws. */
export interface Api {
	sites(): Promise<Site[]>;
	createSite(site: NewSite): Promise<Site>;
	/** One of a site's lists: its goals, segments, funnels, annotations or routes. */
	items<K extends ItemKind>(site: string, kind: K): Promise<ItemKinds[K]['item'][]>;
	addItem<K extends ItemKind>(site: string, kind: K, item: ItemKinds[K]['made']): Promise<ItemKinds[K]['item']>;
	replaceItem<K extends ItemKind>(site: string, kind: K, id: string, item: ItemKinds[K]['made']): Promise<ItemKinds[K]['item']>;
	removeItem(site: string, kind: ItemKind, id: string): Promise<void>;
	query(query: Query, signal?: AbortSignal): Promise<QueryResult>;
	/** A report by name: its own part of the question with site, range and filters. */
	report<Answer>(name: string, ask: object, signal?: AbortSignal): Promise<Answer>;
	/** Where the server's parts stand. */
	health(signal?: AbortSignal): Promise<PipelineHealth>;
}

/** Talks to the server that the page came from; `base` is the mount, with its closing slash. */
export function createApi(base: string, fetch: typeof globalThis.fetch): Api {
	const ask = async <T>(path: string, body?: unknown, signal?: AbortSignal, method = 'POST'): Promise<T> => {
		const response = await fetch(new URL(path, base), {
			...(body === undefined ? {} : { method, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }),
			...(signal === undefined ? {} : { signal }),
		});
		const answer: unknown = await response.json().catch(() => undefined);
		if (!response.ok || answer === undefined) throw failureOf(answer, response.status);
		return answer as T;
	};
	const itemsPath = (site: string, kind: ItemKind, id?: string): string =>
		['api/sites', encodeURIComponent(site), kind, ...(id === undefined ? [] : [encodeURIComponent(id)])].join('/');
	return {
		sites: async () => (await ask<{ sites: Site[] }>('api/sites')).sites,
		createSite: (site) => ask<Site>('api/sites', site),
		async items<K extends ItemKind>(site: string, kind: K) {
			const answer = await ask<{ [Name in K]: ItemKinds[Name]['item'][] }>(itemsPath(site, kind));
			return answer[kind];
		},
		addItem: (site, kind, item) => ask(itemsPath(site, kind), item),
		replaceItem: (site, kind, id, item) => ask(itemsPath(site, kind, id), item, undefined, 'PUT'),
		async removeItem(site, kind, id) {
			const response = await fetch(new URL(itemsPath(site, kind, id), base), { method: 'DELETE' });
			if (!response.ok) throw failureOf(await response.json().catch(() => undefined), response.status);
		},
		query: (query, signal) => ask<QueryResult>('api/v2/query', query, signal),
		report: (name, body, signal) => ask(`api/reports/${name}`, body, signal),
		health: (signal) => ask<PipelineHealth>('health/deps', undefined, signal),
	};
}

/** An answer that is no success, as the error that it tells of. */
export function failureOf(answer: unknown, status: number): FootfallError {
	const error = (answer as Partial<ErrorBody> | undefined)?.error;
	if (error === undefined || !Object.hasOwn(errors, error.code)) {
		return new FootfallError('internal', { message: `The server answered with status ${status}.` });
	}
	return new FootfallError(error.code, { message: error.message, ...(error.at === undefined ? {} : { at: error.at }) });
}

/** Any thrown thing as a failure that can be shown. */
export function toFailure(error: unknown): Failure {
	if (error instanceof FootfallError) {
		return { code: error.code, message: error.message, ...(error.at === undefined ? {} : { at: error.at }) };
	}
	return { code: 'offline', message: 'The server cannot be reached.' };
}

/** Where a metric stands in the rows of an answer; −1 when it was not asked. */
export function metricAt(result: QueryResult, metric: string): number {
	return isMetricName(metric) ? result.query.metrics.indexOf(metric) : -1;
}
