/*
 * What a build holds. The npm modules hold all of it; for each script, `rollup.config.js` puts that build's own values in
 * place of this file, and what is false disappears. `builds.mjs` says which build has what.
 */

/** What plugins hook into. */
export const PLUGINS: boolean = true;
/** Opt-out, and the methods beside `footfall()`: page, optIn, optOut, flush. */
export const METHODS: boolean = true;
/** Who the visitor is. */
export const IDENTIFY: boolean = true;
/** A page view of another address, title or referrer than the page's own. */
export const DETAIL: boolean = true;
/** `callback` and `interactive` of events. */
export const CALLBACK: boolean = true;
/** Revenue of events. */
export const REVENUE: boolean = true;
/** Properties are made sendable one by one; without it, an event that JSON cannot say is left out as a whole. */
export const SCRUB: boolean = true;
/** Visitor and session ids in localStorage. */
export const PERSIST: boolean = true;
/** `data-prop-*`. */
export const SETTINGS: boolean = true;
/** `data-domains`, `data-do-not-track`, and silence on pages without a host. */
export const HOSTS: boolean = true;
/** Trackers of several sites on one page. */
export const MANY: boolean = true;
/** The Navigation API where there is one; without it, `history` is wrapped everywhere. */
export const NAVIGATION: boolean = true;
/** A batch that is too large for the server is halved. */
export const SPLIT: boolean = true;
/** `sendBeacon` where `fetch` has no keepalive. */
export const BEACON: boolean = true;
/** Excluded, included and masked paths. */
export const PATHS: boolean = true;
/** Nothing before `optIn()`. */
export const CONSENT: boolean = true;
/** What could not be sent survives the tab, in persistent mode. */
export const OFFLINE: boolean = true;
/** `click` events of untagged links and buttons, on request. */
export const CLICKS: boolean = true;
/** Attributes and classes of Plausible and Umami. */
export const FOREIGN: boolean = true;
/** Events and verdicts are printed on request. */
export const DEBUG: boolean = true;
