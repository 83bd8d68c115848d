import { BlockList, isIP } from 'node:net';

/** `::ffff:192.0.2.1` → `192.0.2.1`, `[::1]:80` → `::1`, `192.0.2.1:80` → `192.0.2.1`; '' for what is no address. */
export function normalAddress(text: string): string {
	// Nearly every socket says it plainly.
	if (isIP(text) === 4) return text;
	const bare = text
		.trim()
		.replace(/^\[([^\]]*)\](:\d+)?$/, '$1')
		.replace(/^::ffff:(?=\d+\.)/i, '')
		.replace(/%.*$/, '');
	if (isIP(bare) !== 0) return bare;
	const withoutPort = bare.replace(/:\d+$/, '');
	return isIP(withoutPort) === 4 ? withoutPort : '';
}

/** A set of networks in CIDR notation. @throws {Error} naming the entry that is none. */
export function networks(cidrs: readonly string[]): { has(ip: string): boolean } {
	const list = new BlockList();
	for (const cidr of cidrs) {
		const [ip = '', bits] = cidr.split('/');
		const family = isIP(ip);
		const prefix = bits === undefined ? (family === 4 ? 32 : 128) : Number(bits);
		if (family === 0 || !Number.isInteger(prefix) || prefix < 0 || prefix > (family === 4 ? 32 : 128)) {
			throw new Error(`${JSON.stringify(cidr)} is not a network such as 10.0.0.0/8 or 2001:db8::/32`);
		}
		list.addSubnet(ip, prefix, family === 4 ? 'ipv4' : 'ipv6');
	}
	if (cidrs.length === 0) return { has: () => false };
	return {
		has(ip) {
			const family = isIP(ip);
			return family !== 0 && list.check(ip, family === 4 ? 'ipv4' : 'ipv6');
		},
	};
}

/**
 * The visitor's address: the socket's, unless that is a trusted proxy.
 *
 * Each trusted proxy has appended the address it saw to `X-Forwarded-For`, so the header is walked from the right, past trusted
 * proxies, to the first that is not one. What stands left of that is the visitor's own claim.
 */
export function visitorAddress(socket: string, forwardedFor: string | undefined, trusted: { has(ip: string): boolean }): string {
	let address = normalAddress(socket);
	if (forwardedFor === undefined || !trusted.has(address)) return address;
	for (const hop of forwardedFor.split(',').reverse()) {
		const ip = normalAddress(hop);
		if (ip === '') return address;
		address = ip;
		if (!trusted.has(ip)) return ip;
	}
	return address;
}

/** Whether an address is this machine's own. */
export function isLoopbackAddress(ip: string): boolean {
	return ip === '::1' || ip.startsWith('127.');
}
