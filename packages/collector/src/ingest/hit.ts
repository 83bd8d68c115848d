import type { ErrorCode, PageTotal, Revenue, Scalar } from '@footfall/protocol';

/** Who sent a request, as far as the request can be believed. Lives as long as the request; never written anywhere. */
export interface Client {
	/** Address of the visitor's machine, '' when unknown. */
	readonly ip: string;
	readonly userAgent: string;
	/** `Accept-Language`, '' when absent. */
	readonly languages: string;
	/**
	 * True when a server speaks for its visitors and says nothing believable of them: its own address and User-Agent then say
	 * nothing about the visitor, and only `Hit.user` or `Hit.session` tell visitors apart.
	 */
	readonly isServer?: boolean;
}

/** One event as its sender describes it, whatever the dialect; nothing here is checked yet but the types. */
export interface Hit {
	/** Left out by senders without ids: then one is made, and a repeat cannot be recognised. */
	readonly id?: string;
	readonly name: string;
	/** Milliseconds since the epoch by the server's clock. */
	readonly time: number;
	readonly url: string;
	readonly title?: string;
	readonly referrer?: string;
	readonly screen?: string;
	readonly language?: string;
	/** The browser's own visitor id: persistent mode. */
	readonly visitor?: string;
	readonly session?: string;
	readonly user?: string;
	readonly props?: Readonly<Record<string, Scalar>>;
	readonly revenue?: Revenue;
	readonly interactive?: boolean;
	readonly totals?: Readonly<Partial<Record<PageTotal, number>>>;
	/** The browser says that a program drives it. */
	readonly driven?: boolean;
}

/** Why an event or a batch is not taken, and the place in the input. */
export interface Fault {
	readonly code: ErrorCode;
	readonly at?: string;
}

/** One event of a request: what was understood, or why not. */
export type Decoded = { readonly hit: Hit } | { readonly fault: Fault };
