/**
 * A page-view id: 8 characters of base-36 milliseconds, by which the store sorts, and 12 random digits, which tell apart
 * what happens within one millisecond on one site: one collision in 10¹² pairs. It is no secret, so that it needs no
 * `crypto`. (Before 1972 the time would be shorter; a clock that wrong has no valid certificates either.)
 */
export const pageId = (): string => Date.now().toString(36) + Math.random().toFixed(12).slice(2);
