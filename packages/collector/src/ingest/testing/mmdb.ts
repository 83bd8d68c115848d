/** What a record of a database can hold. */
type Value = string | number | readonly Value[] | { readonly [key: string]: Value };

interface Node {
	readonly sides: [Node | number | undefined, Node | number | undefined];
}

export interface MmdbOptions {
	readonly type: string;
	/** 4 holds IPv4 alone. */
	readonly ipVersion?: 4 | 6;
	/** Records by their networks: `81.2.69.0/24`, `2001:218::/32`; none within another. */
	readonly networks: Readonly<Record<string, Value>>;
}

/**
 * Writes a small database as MaxMind's are.
 *
 * @see https://maxmind.github.io/MaxMind-DB/
 */
export function writeMmdb({ type, ipVersion = 6, networks }: MmdbOptions): Buffer {
	const root: Node = { sides: [undefined, undefined] };
	const data: Buffer[] = [];
	let size = 0;
	for (const [network, record] of Object.entries(networks)) {
		enter(root, bitsOf(network, ipVersion), size);
		const bytes = encoded(record);
		data.push(bytes);
		size += bytes.length;
	}
	const nodes = [root];
	for (const { sides } of nodes) for (const side of sides) if (typeof side === 'object') nodes.push(side);
	// A record is the number of a node; the number of nodes, for nothing; or what lies behind that and 16 bytes, for data.
	const tree = Buffer.alloc(nodes.length * 6);
	nodes.forEach(({ sides }, at) => {
		sides.forEach((side, bit) => {
			const target = side === undefined ? nodes.length : typeof side === 'number' ? nodes.length + 16 + side : nodes.indexOf(side);
			tree.writeUIntBE(target, at * 6 + bit * 3, 3);
		});
	});
	const metadata = encoded({
		node_count: nodes.length,
		record_size: 24,
		ip_version: ipVersion,
		database_type: type,
		languages: ['en'],
		binary_format_major_version: 2,
		binary_format_minor_version: 0,
		build_epoch: 1_767_225_600,
		description: { en: 'A test' },
	});
	return Buffer.concat([tree, Buffer.alloc(16), ...data, Buffer.from('\xab\xcd\xefMaxMind.com', 'latin1'), metadata]);
}

function enter(root: Node, bits: readonly number[], offset: number): void {
	let node = root;
	bits.forEach((bit, at) => {
		if (at === bits.length - 1) {
			node.sides[bit] = offset;
			return;
		}
		const next = node.sides[bit];
		const child: Node = typeof next === 'object' ? next : { sides: [undefined, undefined] };
		node.sides[bit] = child;
		node = child;
	});
}

/** The bits of a network's prefix; IPv4 lies under `::/96`. */
function bitsOf(network: string, ipVersion: 4 | 6): number[] {
	const [address = '', length = ''] = network.split('/');
	const isV4 = !address.includes(':');
	const bytes = isV4 ? address.split('.').map(Number) : groupsOf(address).flatMap((group) => [group >> 8, group & 255]);
	const bits = bytes.flatMap((byte) => [7, 6, 5, 4, 3, 2, 1, 0].map((bit) => (byte >> bit) & 1)).slice(0, Number(length));
	return isV4 && ipVersion === 6 ? [...Array.from({ length: 96 }, () => 0), ...bits] : bits;
}

function groupsOf(address: string): number[] {
	const [head = [], tail = []] = address.split('::').map((part) => part.split(':').filter(Boolean));
	const zeros = Array.from({ length: 8 - head.length - tail.length }, () => '0');
	return [...head, ...zeros, ...tail].map((group) => Number.parseInt(group, 16));
}

/** The types that are needed: text 2, whole number 6, map 7, list 11. */
function encoded(value: Value): Buffer {
	if (typeof value === 'string') return Buffer.concat([control(2, Buffer.byteLength(value)), Buffer.from(value)]);
	if (typeof value === 'number') {
		const bytes = Buffer.alloc(4);
		bytes.writeUInt32BE(value);
		return Buffer.concat([control(6, 4), bytes]);
	}
	if (Array.isArray(value)) return Buffer.concat([control(11, value.length), ...value.map(encoded)]);
	const entries = Object.entries(value);
	return Buffer.concat([control(7, entries.length), ...entries.flatMap(([key, item]) => [encoded(key), encoded(item)])]);
}

/** A type above 7 has a byte of its own, and so has a size above 28. */
function control(type: number, size: number): Buffer {
	const small = Math.min(size, 29);
	const head = type > 7 ? [small, type - 7] : [(type << 5) | small];
	return Buffer.from(size < 29 ? head : [...head, size - 29]);
}
