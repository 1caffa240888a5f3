// The world outside, for attacks: a server that answers everybody and writes down who came.
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

export interface Sink {
  /** ends with a slash */
  readonly url: string;
  /** what was asked for so far, decoded, without the leading slash; `connection` for one that asked nothing */
  readonly seen: readonly string[];
  close(): Promise<void>;
}

const WASM = Buffer.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
const TYPES: Readonly<Record<string, readonly [type: string, body: string | Buffer]>> = {
  '.classic.js': ['text/javascript', 'globalThis.fromOutside = true;'],
  '.js': ['text/javascript', 'export default "code from outside";'],
  '.wasm': ['application/wasm', WASM],
  '.svg': ['image/svg+xml', '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'],
  '.css': ['text/css', 'body {}'],
};

/** Starts it on a free port. */
export async function startSink(): Promise<Sink> {
  const seen: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? '').slice(1);
    seen.push(path);
    const [type, body] = Object.entries(TYPES).find(([ending]) => path.endsWith(ending))?.[1] ?? ['text/plain', 'reached'];
    const isEvents = request.headers.accept === 'text/event-stream';
    response.writeHead(200, { 'Content-Type': isEvents ? 'text/event-stream' : type, 'Access-Control-Allow-Origin': '*', 'Cross-Origin-Resource-Policy': 'cross-origin' });
    if (isEvents) response.write(':\n\n');
    else response.end(body);
  });
  server.on('upgrade', (request, socket) => {
    seen.push(decodeURIComponent(request.url ?? '').slice(1));
    socket.destroy();
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    seen,
    close() {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
