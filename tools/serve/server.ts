// A static file server for the built site: what any web host does, and no more. Hashed assets are immutable; everything
// else is asked for again. Used by `npm start`, the browser journeys and the benchmarks.
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import sirv from 'sirv';

export interface ServeOptions {
  /** folder to serve */
  readonly folder: string;
  /** 0: any free port */
  readonly port: number;
  readonly host?: string;
  /** path that the site lives under, for example `/course/`; default `/` */
  readonly base?: string;
  /** send the headers that make the page cross-origin isolated (COOP, COEP) */
  readonly isolated?: boolean;
}

export interface RunningServer {
  /** address of the site's first page */
  readonly url: string;
  close(): Promise<void>;
}

/** Thrown when the port is taken by another program. */
export class PortTakenError extends Error {
  constructor(port: number) {
    super(`Port ${port} is taken by another program. Stop it, or choose another port: PORT=${port + 1} npm start`);
    this.name = 'PortTakenError';
  }
}

/**
 * They isolate the page (https://html.spec.whatwg.org/multipage/origin.html#coep). `credentialless` lets pages of learners show pictures of other hosts,
 * which `require-corp` would forbid; a browser that does not know it (Safari) shows the page as a plain host's.
 */
export const ISOLATION_HEADERS = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'credentialless' } as const;
/** The container's page may be embedded by pages of other sites, those that are cross-origin isolated included. */
const EMBEDDED_HEADERS = { 'Cross-Origin-Embedder-Policy': 'require-corp', 'Cross-Origin-Resource-Policy': 'cross-origin' };
const EMBEDDED = /^\/headless(\.html|\/|\/index\.html)?$/;
/** `localhost` is both: which of them a browser asks first differs between systems. */
const LOOPBACK = ['127.0.0.1', '::1'] as const;
const HASHED = /\/(assets|packages)\/.*[-.][\w-]{8,}\.\w+$/;

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(error.code === 'EADDRINUSE' ? new PortTakenError(port) : error));
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });
}

/** The base path with a slash at both ends. */
function normaliseBase(base: string): string {
  const inner = base.replace(/^\/+|\/+$/g, '');
  return inner === '' ? '/' : `/${inner}/`;
}

/**
 * Serves a folder until it is closed.
 * @throws PortTakenError
 */
export async function serve(options: ServeOptions): Promise<RunningServer> {
  const host = options.host ?? 'localhost';
  const base = normaliseBase(options.base ?? '/');
  const files = sirv(options.folder, {
    etag: true,
    setHeaders(response, path) {
      response.setHeader('Cache-Control', HASHED.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache');
      response.setHeader('X-Content-Type-Options', 'nosniff');
      if (options.isolated === true) for (const [name, value] of Object.entries(ISOLATION_HEADERS)) response.setHeader(name, value);
      if (EMBEDDED.test(path)) for (const [name, value] of Object.entries(EMBEDDED_HEADERS)) response.setHeader(name, value);
    },
  });
  const answer: RequestListener = (request, response) => {
    const notFound = (): void => {
      response.writeHead(404, { 'Content-Type': 'text/plain; charset=utf-8' });
      response.end('Not found\n');
    };
    const target = request.url ?? '/';
    if (base !== '/' && `${target}/` === base) {
      response.writeHead(301, { Location: base });
      response.end();
      return;
    }
    if (!target.startsWith(base)) return notFound();
    request.url = target.slice(base.length - 1);
    files(request, response, notFound);
  };
  const [first, ...others] = host === 'localhost' ? LOOPBACK : [host];
  const servers = [createServer(answer)];
  const port = await listen(servers[0] as Server, options.port, first);
  for (const other of others) {
    const server = createServer(answer);
    // A machine without IPv6 has only the first one, which is enough.
    await listen(server, port, other).then(
      () => servers.push(server),
      () => undefined,
    );
  }
  return {
    url: `http://${host}:${port}${base}`,
    async close() {
      await Promise.all(servers.map((server) => new Promise((resolve) => void server.close(resolve).closeAllConnections())));
    },
  };
}
