import type { ErrorCode, PageTotal, Revenue, Scalar } from '@footfall/protocol';

/** Who sent a request, as far as the request can be believed. Lives as long as the request; never written anywhere. */
export interface Client {
	/** Address of the visitor's machine, '' when unknown. */
	readonly ip: string;
	readonly userAgent: string;
	/** `Accept-Language`, '' when absent. */
	readonly languages: string;
	/**
	 * True when a server speaks for its visitors: what the connection says is then about that server, and only `Hit.user` or
	 * `Hit.session` tell visitors apart. Address and User-Agent are the visitor's own where the sender may be believed, else ''.
	 */
	readonly isServer?: boolean;
}

/** What is true of a page view. Events of the same page view share the object: what is derived from it is derived once. */
export interface HitPage {
	readonly url: string;
	readonly title?: string | undefined;
	readonly referrer?: string | undefined;
	readonly screen?: string | undefined;
	readonly language?: string | undefined;
}

/** One event as its sender describes it, whatever the dialect; nothing here is checked yet but the types. */
export interface Hit {
	readonly page: HitPage;
	/** Of the shape `EVENT_ID`. Left out by senders without ids: then one is made, and a repeat cannot be recognised. */
	readonly id?: string | undefined;
	readonly name: string;
	/** Milliseconds since the epoch by the server's clock. */
	readonly time: number;
	/** The browser's own visitor id: persistent mode. */
	readonly visitor?: string | undefined;
	readonly session?: string | undefined;
	readonly user?: string | undefined;
	readonly props?: Readonly<Record<string, Scalar>> | undefined;
	readonly revenue?: Revenue | undefined;
	readonly interactive?: boolean | undefined;
	readonly totals?: Readonly<Partial<Record<PageTotal, number>>> | undefined;
	/** The browser says that a program drives it. */
	readonly driven?: boolean | undefined;
}

/** The parts of a hit that a step may find fault with; each dialect knows them by names of its own. */
export type HitField = 'name' | 'time' | 'url' | 'props' | 'revenue' | 'totals';

/** Why an event is not taken, and the place in the input. */
export interface Fault {
	readonly code: ErrorCode;
	readonly at?: string;
}

/** One event of a request: what was understood, or why not. */
export type Decoded = { readonly hit: Hit } | { readonly fault: Fault };

/** A request as a dialect understood it. */
export interface Understood {
	/** The name that the sender gives its site; undefined where the dialect has no word for it. */
	readonly site: string | undefined;
	readonly events: readonly Decoded[];
	readonly client: Client;
	/** The sender's own name for a part of the event at an index: `events[3].d`. */
	readonly placeOf: (field: HitField, index: number) => string;
}
