/**
 * Every query parameter but campaign parameters and click ids: all of the protocol's `keptParams` survive (a test holds
 * the two against each other), and a few like them, which the server drops.
 */
const dropped = /[?&](?!(utm_\w+|ref|source|src|\w+(clk?i|brai|fat_i)d)=)[^&]*/g;

/** What stays of a query: campaign parameters. Tokens, e-mail addresses and searches never leave the page. */
export const campaign = (query: string): string => query.replace(dropped, '').replace(/^&/, '?');
