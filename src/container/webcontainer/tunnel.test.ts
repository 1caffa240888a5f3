// The page's HTTP client through the agent, which runs under native Node here.
import { spawn } from 'node:child_process';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTcpServer, type AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { llhttpModule } from '../../../tools/node-library/library.ts';
import type { WireResponse } from '../container.ts';
import { createHttpClient, type HttpClient } from '../embedded/http/client.ts';
import { instantiateLlhttp } from '../embedded/http/llhttp.ts';
import { AGENT } from './programs.ts';
import { createTunnel, type AgentProcess, type Tunnel } from './tunnel.ts';

const opened: (() => void)[] = [];
afterEach(() => {
  for (const close of opened.splice(0)) close();
});

interface Running {
  readonly tunnel: Tunnel;
  readonly http: HttpClient;
  /** the agents started so far */
  readonly agents: (() => void)[];
}

async function setup(): Promise<Running> {
  const agents: (() => void)[] = [];
  const tunnel = createTunnel(async (): Promise<AgentProcess> => {
    const child = spawn(process.execPath, ['-e', AGENT], { stdio: ['pipe', 'pipe', 'inherit'] });
    const kill = (): void => void child.kill('SIGKILL');
    agents.push(kill);
    opened.push(kill);
    // What is written to an agent that was killed gets lost.
    child.stdin.on('error', () => {});
    return {
      output: new ReadableStream<string>({
        start(controller) {
          child.stdout.setEncoding('latin1').on('data', (text: string) => controller.enqueue(text)).on('end', () => controller.close());
        },
      }),
      input: new WritableStream<string>({ write: (text) => void child.stdin.write(text, 'latin1') }),
      exit: new Promise((resolve) => child.on('close', (code) => resolve(code ?? 137))),
      kill,
    };
  });
  const http = createHttpClient(tunnel.connect, instantiateLlhttp(await WebAssembly.compile(new Uint8Array(llhttpModule()))));
  return { tunnel, http, agents };
}

async function serve(listener: RequestListener): Promise<{ port: number; server: Server }> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, resolve));
  opened.push(() => server.close().closeAllConnections());
  return { port: (server.address() as AddressInfo).port, server };
}

const bytesOf = async ({ body }: WireResponse): Promise<Uint8Array> => new Uint8Array(await new Response(body as ReadableStream<Uint8Array<ArrayBuffer>>).arrayBuffer());
const codeOf = (promise: Promise<unknown>): Promise<string> => promise.then(() => 'answered', (error: { code: string }) => error.code);

test('a request arrives with its headers as they are, and so does the answer', async () => {
  const { http } = await setup();
  const { port } = await serve((request, response) => {
    response.writeHead(201, 'Made', [['Set-Cookie', 'a=1'], ['Set-Cookie', 'b=2'], ['X-Odd', 'é']]);
    response.end(`${request.method} ${request.url} ${request.headers.cookie} ${request.headers.host}`);
  });
  const response = await http.request(port, { method: 'GET', target: '/x?y=1', headers: [['Cookie', 'c=3'], ['Host', 'example.test']] });
  expect([response.status, response.statusText]).toEqual([201, 'Made']);
  expect(response.headers.filter(([name]) => name === 'Set-Cookie')).toEqual([['Set-Cookie', 'a=1'], ['Set-Cookie', 'b=2']]);
  expect(new TextDecoder().decode(await bytesOf(response))).toBe('GET /x?y=1 c=3 example.test');
});

test('5 MB of every byte go in and come out as they were, streamed', async () => {
  const { http } = await setup();
  const { port } = await serve((request, response) => request.pipe(response));
  const bytes = Uint8Array.from({ length: 5_000_000 }, (_value, index) => (index * 2_654_435_761) >>> 11);
  let at = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (at >= bytes.length) return controller.close();
      controller.enqueue(bytes.slice(at, (at += 70_000)));
    },
  });
  const echoed = await bytesOf(await http.request(port, { method: 'POST', target: '/', body }));
  expect(Buffer.compare(echoed, bytes)).toBe(0);
});

test('an answer comes in pieces while it is written, and its reader sets the pace', async () => {
  const { http } = await setup();
  let more: () => void = () => {};
  const { port } = await serve((_request, response) => {
    response.write('first');
    more = () => response.end('second');
  });
  const response = await http.request(port, { method: 'GET', target: '/' });
  const reader = response.body.getReader();
  expect(new TextDecoder().decode((await reader.read()).value)).toBe('first');
  more();
  expect(new TextDecoder().decode((await reader.read()).value)).toBe('second');
});

test('fifty requests at once are answered, each with its own', async () => {
  const { http } = await setup();
  const { port } = await serve((request, response) => setTimeout(() => response.end(request.url), (Number(request.url?.slice(1)) * 7) % 20));
  const answers = await Promise.all(
    Array.from({ length: 50 }, async (_value, index) => new TextDecoder().decode(await bytesOf(await http.request(port, { method: 'GET', target: `/${index}` })))),
  );
  expect(answers).toEqual(Array.from({ length: 50 }, (_value, index) => `/${index}`));
});

test('a port where nobody listens refuses; a server that breaks off resets', async () => {
  const { http } = await setup();
  expect(await codeOf(http.request(1, { method: 'GET', target: '/' }))).toBe('ECONNREFUSED');
  const { port } = await serve((request) => request.socket.resetAndDestroy());
  expect(await codeOf(http.request(port, { method: 'POST', target: '/' }))).toBe('ECONNRESET');
});

test('when the agent dies what is under way is reset, and the next request starts another', async () => {
  const { http, agents } = await setup();
  let asked: () => void = () => {};
  const hanging = new Promise<void>((resolve) => (asked = resolve));
  const { port } = await serve((request, response) => {
    if (request.url === '/hang') asked();
    else response.end('well');
  });
  const first = codeOf(http.request(port, { method: 'POST', target: '/hang' }));
  await hanging;
  agents[0]?.();
  expect(await first).toBe('ECONNRESET');
  expect(new TextDecoder().decode(await bytesOf(await http.request(port, { method: 'GET', target: '/' })))).toBe('well');
  expect(agents.length).toBe(2);
});

test('an answer that is cut off by the end of its reader ends its connection', async () => {
  const { http } = await setup();
  let closed: () => void = () => {};
  const over = new Promise<void>((resolve) => (closed = resolve));
  const server = createTcpServer((socket) => {
    socket.on('error', () => {});
    socket.on('close', () => closed());
    socket.once('data', () => {
      socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n');
      const beat = setInterval(() => socket.write('1\r\nx\r\n'), 5);
      socket.on('close', () => clearInterval(beat));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, resolve));
  opened.push(() => server.close());
  const response = await http.request((server.address() as AddressInfo).port, { method: 'GET', target: '/' });
  await response.body.cancel();
  await over;
});

test('a tunnel that is closed carries nothing more', async () => {
  const { http, tunnel } = await setup();
  await tunnel.start();
  tunnel.close();
  expect(await codeOf(http.request(1, { method: 'GET', target: '/' }))).toBe('ECONNRESET');
});
