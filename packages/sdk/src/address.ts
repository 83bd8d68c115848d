/**
 * What stays of a query: campaign parameters and click ids. All of the protocol's `keptParams` do (a test holds the two
 * against each other), and a few like them, which the server drops. Tokens, e-mail addresses and searches never leave the
 * page.
 */
export const campaign = (query: string): string =>
	query.replace(/[?&](?!(utm_\w+|ref|source|src|\w+(clk?i|brai|fat_i)d)=)[^&]*/g, '').replace(/^&/, '?');
