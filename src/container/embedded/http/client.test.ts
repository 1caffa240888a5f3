// The HTTP client against Node's own HTTP server, over real sockets in place of the container's connections.
import { createServer as createHttp2Server } from 'node:http2';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { connect as connectSocket, createServer as createNetServer, type AddressInfo, type Server as NetServer } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { llhttpModule } from '../../../../tools/node-library/library.ts';
import { RequestError } from '../../container.ts';
import { bodyBytes, ExchangeRecorder, type Exchange } from '../../exchange.ts';
import { createHttpClient, type Connect, type HttpClient } from './client.ts';
import { instantiateLlhttp } from './llhttp.ts';
import { SERVED_TLS } from './played-tls.ts';

const llhttp = instantiateLlhttp(new WebAssembly.Module(llhttpModule() as Uint8Array<ArrayBuffer>));
const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});

/** Connections of the container, played by sockets of this machine. Counts the connections made. */
function socketConnect(): { connect: Connect; made: () => number } {
  let made = 0;
  const connect: Connect = (port, events, opened) => {
    made++;
    const socket = connectSocket({ port, host: '127.0.0.1', allowHalfOpen: true });
    socket.on('connect', () => opened(true));
    socket.on('data', (chunk) => events.data(new Uint8Array(chunk)));
    socket.on('end', () => events.end());
    socket.on('error', (error: NodeJS.ErrnoException) => (error.code === 'ECONNREFUSED' ? opened(false) : events.reset()));
    return {
      write: (bytes, settled) => void socket.write(bytes, (error) => settled(error ? -32 : 0)),
      end: () => void socket.end(),
      destroy: () => void socket.destroy(),
      reset: () => void socket.resetAndDestroy(),
      consumed() {},
    };
  };
  return { connect, made: () => made };
}

async function listen(server: Server | NetServer): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanups.push(() => server.close());
  return (server.address() as AddressInfo).port;
}

async function setup(handler: RequestListener): Promise<{ client: HttpClient; port: number; made: () => number }> {
  const { connect, made } = socketConnect();
  const server = createServer(handler);
  const port = await listen(server);
  cleanups.push(() => server.closeAllConnections());
  return { client: createHttpClient(connect, llhttp), port, made };
}

const text = (body: ReadableStream<Uint8Array>): Promise<string> => new Response(body).text();

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

test('gives status, reason, every header in order, and the body', async () => {
  const { client, port } = await setup((_request, response) => {
    response.writeHead(201, 'Made', [['Set-Cookie', 'a=1'], ['Set-Cookie', 'b=2'], ['X-Umlaut', '\xe4']] as never);
    response.end('hello');
  });
  const response = await client.request(port, { method: 'GET', target: '/users?x=1' });
  expect([response.status, response.statusText, response.httpVersion]).toEqual([201, 'Made', '1.1']);
  expect(response.headers.slice(0, 3)).toEqual([['Set-Cookie', 'a=1'], ['Set-Cookie', 'b=2'], ['X-Umlaut', '\xe4']]);
  expect(await text(response.body)).toBe('hello');
});

test('sends headers as they are, Host and Content-Length where they are missing', async () => {
  const { client, port } = await setup((request, response) => response.end(JSON.stringify(request.rawHeaders)));
  const response = await client.request(port, {
    method: 'POST',
    target: '/',
    headers: [['Cookie', 'a=1'], ['X-A', '1'], ['X-A', '2']],
    body: new TextEncoder().encode('{}'),
  });
  expect(JSON.parse(await text(response.body))).toEqual(['Host', `localhost:${port}`, 'Cookie', 'a=1', 'X-A', '1', 'X-A', '2', 'Content-Length', '2']);
});

test('carries binary bodies byte by byte in both directions, streamed', async () => {
  const bytes = new Uint8Array(3_000_000).map((_value, index) => (index * 7919) & 255);
  const { client, port } = await setup((request, response) => void bodyOf(request).then((body) => response.end(body)));
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (let at = 0; at < bytes.length; at += 100_000) controller.enqueue(bytes.slice(at, at + 100_000));
      controller.close();
    },
  });
  const response = await client.request(port, { method: 'PUT', target: '/', body });
  const echoed = new Uint8Array(await new Response(response.body).arrayBuffer());
  expect(Buffer.compare(echoed, bytes)).toBe(0);
});

test('uses one connection for one request after another, and a new one when the server closes', async () => {
  const { client, port, made } = await setup((request, response) => {
    if (request.url === '/close') response.setHeader('Connection', 'close');
    response.end('ok');
  });
  for (const target of ['/', '/', '/close', '/']) await text((await client.request(port, { method: 'GET', target })).body);
  expect(made()).toBe(2);
});

test('answers to HEAD, 204 and 304 have no body and keep the connection', async () => {
  const { client, port, made } = await setup((request, response) => {
    response.statusCode = request.url === '/204' ? 204 : request.url === '/304' ? 304 : 200;
    response.setHeader('ETag', '"1"');
    response.end(request.url === '/' ? 'body' : undefined);
  });
  const bodies: string[] = [];
  for (const [method, target] of [['HEAD', '/'], ['GET', '/204'], ['GET', '/304'], ['GET', '/']] as const) {
    bodies.push(await text((await client.request(port, { method, target })).body));
  }
  expect(bodies).toEqual(['', '', '', 'body']);
  expect(made()).toBe(1);
});

test('passes informational answers over', async () => {
  const { client, port } = await setup((_request, response) => {
    response.writeEarlyHints({ link: '</a.css>; rel=preload' });
    response.end('final');
  });
  const response = await client.request(port, { method: 'GET', target: '/' });
  expect(response.status).toBe(200);
  expect(await text(response.body)).toBe('final');
});

test('says that nothing listens on a port', async () => {
  const { connect } = socketConnect();
  const server = createNetServer();
  const port = await listen(server);
  await new Promise((resolve) => server.close(resolve));
  const request = createHttpClient(connect, llhttp).request(port, { method: 'GET', target: '/' });
  await expect(request).rejects.toMatchObject({ code: 'ECONNREFUSED', message: `Nothing listens on port ${port}.` });
});

test('tells a connection that broke before an answer from one that broke within it', async () => {
  const { connect } = socketConnect();
  const server = createNetServer((socket) => {
    socket.once('data', (head) => {
      if (head.includes('/half')) socket.end('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf');
      else socket.end();
    });
  });
  const port = await listen(server);
  const client = createHttpClient(connect, llhttp);
  await expect(client.request(port, { method: 'GET', target: '/none' })).rejects.toMatchObject({ code: 'ECONNRESET', message: /without an answer/ });
  const half = await client.request(port, { method: 'GET', target: '/half' });
  await expect(text(half.body)).rejects.toMatchObject({ code: 'ECONNRESET' });
});

test('refuses an answer that is not HTTP', async () => {
  const { connect } = socketConnect();
  const port = await listen(createNetServer((socket) => socket.once('data', () => socket.end('SMTP ready\r\n'))));
  const request = createHttpClient(connect, llhttp).request(port, { method: 'GET', target: '/' });
  await expect(request).rejects.toMatchObject({ code: 'HPE_INVALID' });
});

test('says that a server speaks HTTP/2 only', async () => {
  const server = createHttp2Server();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanups.push(() => server.close());
  const { port } = server.address() as AddressInfo;
  const request = createHttpClient(socketConnect().connect, llhttp).request(port, { method: 'GET', target: '/' });
  await expect(request).rejects.toMatchObject({ code: 'HPE_INVALID', message: /HTTP\/2 only/ });
});

test('knows a server that speaks TLS from one that does not', async () => {
  const answer = new TextEncoder().encode('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
  const serve = (begin: Uint8Array): Promise<number> => listen(createNetServer((socket) => {
    if (begin.length > 0) socket.write(begin);
    socket.on('data', () => socket.write(answer));
    socket.on('end', () => socket.end());
  }));
  const client = createHttpClient(socketConnect().connect, llhttp);
  cleanups.push(() => client.close(new RequestError('ABORTED', 'over')));
  const secured = await serve(SERVED_TLS);
  const plain = await serve(new Uint8Array(0));
  const ask = async (port: number, secure: boolean): Promise<string> => text((await client.request(port, { method: 'GET', target: '/', secure })).body);
  for (const secure of [true, false, true]) expect(await ask(secured, secure)).toBe('ok');
  expect(await ask(plain, false)).toBe('ok');
  await expect(ask(plain, true)).rejects.toMatchObject({ code: 'EPROTO', message: `The server on port ${plain} does not speak TLS.` });
});

test('refuses to send a header that would break the message', async () => {
  const { client, port } = await setup((_request, response) => response.end());
  const request = client.request(port, { method: 'GET', target: '/', headers: [['X-A', '1\r\nX-B: 2']] });
  await expect(request).rejects.toMatchObject({ code: 'HPE_INVALID', message: /"X-A"/ });
});

test('an abort ends the request at once, before and within the answer', async () => {
  const { client, port } = await setup((request, response) => {
    if (request.url === '/stream') response.write('first');
  });
  const before = new AbortController();
  const waiting = client.request(port, { method: 'GET', target: '/', signal: before.signal });
  before.abort();
  await expect(waiting).rejects.toMatchObject({ code: 'ABORTED' });

  const within = new AbortController();
  const streaming = await client.request(port, { method: 'GET', target: '/stream', signal: within.signal });
  within.abort();
  await expect(text(streaming.body)).rejects.toMatchObject({ code: 'ABORTED' });
});

test('an exchange is recorded as it went over the wire: what was added to the request, both bodies, and how it ended', async () => {
  const { client, port } = await setup((request, response) => {
    void bodyOf(request).then((body) => {
      response.writeHead(201, { 'X-A': '1' });
      response.write(body);
      response.end('!');
    });
  });
  const recorder = new ExchangeRecorder();
  const ends: Exchange[] = [];
  recorder.listen((exchange, event) => event === 'end' && ends.push(exchange));
  const record = () => recorder.begin({ sender: 'page', direction: 'in', port, method: 'POST', target: '/a' });
  const response = await client.request(port, { method: 'POST', target: '/a', body: new TextEncoder().encode('hi') }, record());
  expect(await text(response.body)).toBe('hi!');
  expect(ends).toHaveLength(1);
  expect(ends[0]?.request.headers).toContainEqual(['Content-Length', '2']);
  expect(new TextDecoder().decode(bodyBytes(ends[0]!.request.body))).toBe('hi');
  expect(ends[0]?.response).toMatchObject({ status: 201 });
  expect(new TextDecoder().decode(bodyBytes(ends[0]!.response!.body))).toBe('hi!');

  await client.request(1, { method: 'GET', target: '/' }, record()).catch(() => undefined);
  expect(ends[1]).toMatchObject({ state: 'failed', response: null, error: { code: 'ECONNREFUSED' } });
  const cut = await client.request(port, { method: 'POST', target: '/', body: new Uint8Array(3_000_000) }, record());
  await cut.body.cancel();
  expect(ends[2]).toMatchObject({ state: 'failed', error: { code: 'ABORTED' } });
});
