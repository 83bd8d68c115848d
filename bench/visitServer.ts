import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Script } from './sdkScripts.ts';

/** A request that a script made to its collector. */
export interface Seen {
	readonly method: string;
	/** Of the body. */
	readonly bytes: number;
	/** Of the line and the header fields before it, as HTTP/1.1 writes them. */
	readonly head: number;
}

/** The web site that is visited, and on another origin the collectors that its scripts speak to. */
export interface VisitServer {
	/** The landing page with this script; with none, the same page without any. */
	page(script: Script | undefined): string;
	/** What was sent to this script's collector since this was asked last. */
	seen(script: Script): readonly Seen[];
	close(): Promise<void>;
}

/** The same page for all of them: 200 paragraphs with links, the stub, and what the visit calls. */
const html = (script: Script | undefined, collectors: string): string => {
	const endpoint = script && `${collectors}/${script.id}`;
	const own = script?.id.startsWith('analytics') === true;
	const tag =
		script === undefined ? '' : `<script defer src="script.js"${own ? ` data-site="localhost" data-api="${endpoint}"` : ''}></script>`;
	const paragraphs = Array.from({ length: 200 }, (_, n) => `<p>Paragraph ${n} with <a href="#${n}">a link</a>.</p>`).join('');
	return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A page</title><link rel="icon" href="data:,"><script>
window.endpoint = '${endpoint}';
window.footfall = window.footfall || function () { (footfall.q = footfall.q || []).push(arguments) };
window.track = function (name, props) { footfall(name, { props: props }) };
</script>${tag}</head><body>${paragraphs}</body></html>`;
};

/** Plausible answers `ok`, OpenPanel ids; OpenPanel's headers of its own need a preflight, which it lets be remembered for a week. */
const answers = {
	plausible: { type: 'text/plain', body: 'ok' },
	openpanel: { type: 'application/json', body: '{"deviceId":"a-device","sessionId":"a-session"}' },
} as const;
const allowed = {
	'Access-Control-Allow-Origin': '*',
	'Access-Control-Allow-Methods': 'GET,HEAD,POST',
	'Access-Control-Allow-Headers': 'content-type,openpanel-client-id,openpanel-sdk-name,openpanel-sdk-version',
	'Access-Control-Max-Age': '604800',
};

const headOf = ({ method = '', url = '', rawHeaders }: IncomingMessage): number =>
	// two signs after each name, two after each value
	`${method} ${url} HTTP/1.1\r\n\r\n`.length + rawHeaders.reduce((sum, text) => sum + text.length + 2, 0);

/** Our scripts' requests are counted and passed on to the real collector; the others get an answer like their own collector's. */
export async function startVisitServer(scripts: readonly Script[], collector: string): Promise<VisitServer> {
	const requests = new Map<string, Seen[]>(scripts.map(({ id }) => [id, []]));

	async function onEvents(request: IncomingMessage, response: ServerResponse, { id, endpoint }: Script): Promise<void> {
		const chunks: Buffer[] = [];
		for await (const chunk of request) chunks.push(chunk as Buffer);
		const body = Buffer.concat(chunks);
		requests.get(id)?.push({ method: request.method ?? '', bytes: body.length, head: headOf(request) });
		if (request.method === 'OPTIONS') {
			response.writeHead(204, allowed).end();
		} else if (endpoint === 'footfall') {
			const { 'content-type': type = '', 'user-agent': agent = '', origin = '' } = request.headers;
			const headers = { 'Content-Type': type, 'User-Agent': agent, Origin: origin };
			const answer = await fetch(`${collector}/api/events`, { method: 'POST', headers, body });
			const given = [...answer.headers].filter(([name]) => /^(access-control-|content-type)/.test(name));
			response.writeHead(answer.status, Object.fromEntries(given)).end(await answer.text());
		} else {
			response.writeHead(202, { ...allowed, 'Content-Type': answers[endpoint].type }).end(answers[endpoint].body);
		}
	}

	const server = createServer((request, response) => {
		const { host = '' } = request.headers;
		const [, id, file] = (request.url ?? '').split(/[/?]/);
		const script = scripts.find((each) => each.id === id);
		if (host.startsWith('127.0.0.1') && script) {
			onEvents(request, response, script).catch(() => response.destroy());
		} else if (file === 'script.js') {
			response.writeHead(200, { 'Content-Type': 'text/javascript' }).end(script?.code);
		} else {
			const page = html(script, `http://127.0.0.1:${port}`);
			response.writeHead(200, { 'Content-Type': 'text/html' }).end(page);
		}
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port } = server.address() as AddressInfo;
	return {
		page: (script) => `http://localhost:${port}/${script?.id ?? 'none'}/`,
		seen: ({ id }) => requests.get(id)?.splice(0) ?? [],
		async close() {
			server.closeAllConnections();
			server.close();
			await once(server, 'close');
		},
	};
}
