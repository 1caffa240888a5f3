import { expect, test } from 'vitest';
import { RequestError, type WireRequest, type WireResponse } from '../container/container.ts';
import { containerTransport } from './container-transport.ts';
import { parse, run, type RunResult } from './hurl/index.ts';

type Asked = WireRequest & { readonly port: number };

async function play(text: string, answer: (request: Asked) => Partial<WireResponse> | Promise<never>): Promise<{ result: RunResult; asked: Asked[] }> {
  const asked: Asked[] = [];
  const transport = containerTransport({
    async request(port, request) {
      asked.push({ ...request, port });
      const body = new ReadableStream<Uint8Array>({ start: (c) => c.close() });
      return { status: 200, statusText: 'OK', httpVersion: '1.1', headers: [], body, ...(await answer({ ...request, port })) };
    },
  });
  return { result: await run(parse(text), { transport }), asked };
}

test('a localhost URL becomes a request to a port', async () => {
  const { asked, result } = await play('POST http://localhost:3000/a/./b?x=é#f\nX-A: 1\n{"a":1}\n', () => ({}));
  expect(result.success).toBe(true);
  expect(asked[0]).toMatchObject({ port: 3000, method: 'POST', target: '/a/b?x=%C3%A9' });
  expect(asked[0]?.headers).toEqual([
    ['Host', 'localhost:3000'],
    ['Accept', '*/*'],
    ['X-A', '1'],
    ['Content-Type', 'application/json'],
    ['User-Agent', 'hurl/8.1.0'],
    ['Content-Length', '7'],
  ]);
});

test('without a port it is port 80, and the request’s own Host counts', async () => {
  const { asked } = await play('GET http://127.0.0.1\nHost: example.org\n', () => ({}));
  expect(asked[0]).toMatchObject({ port: 80, target: '/' });
  expect(asked[0]?.headers?.filter(([name]) => name === 'Host')).toEqual([['Host', 'example.org']]);
});

test('https goes to a server that speaks TLS, where its certificate need not be verified', async () => {
  const { asked, result } = await play('GET https://localhost:3443/a\n[Options]\ninsecure: true\n\nGET https://localhost\n[Options]\ninsecure: true\n\nGET http://localhost\n', () => ({}));
  expect(result.success).toBe(true);
  expect(asked.map(({ port, secure }) => [port, secure])).toEqual([[3443, true], [443, true], [80, false]]);
});

test('duplicate headers and the streamed body come back', async () => {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const part of ['ab', 'c']) controller.enqueue(new TextEncoder().encode(part));
      controller.close();
    },
  });
  const { result } = await play('GET http://localhost:1\nHTTP 200\nSet-Cookie: b=2\n`abc`\n', () => ({ headers: [['Set-Cookie', 'a=1'], ['Set-Cookie', 'b=2']], body })); // prettier-ignore
  expect(result.success).toBe(true);
});

test.each([
  ['ECONNREFUSED', `(7) Failed to connect to localhost port 4000: Couldn't connect to server`],
  ['ECONNRESET', '(56) Recv failure: Connection reset by peer'],
  ['HPE_INVALID', '(1) bad'],
  ['EPROTO', '(35) bad'],
  ['CONTAINER_LOST', 'bad'],
] as const)('%s becomes a typed error', async (code, detail) => {
  const { result } = await play('GET http://localhost:4000\n', () => Promise.reject(new RequestError(code, 'bad')));
  expect(result.entries[0]?.errors[0]).toMatchObject({ code: 'CONNECTION', detail, assert: false });
});

test('a connection that breaks in the body is an error', async () => {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(Uint8Array.of(1));
    },
    pull(controller) {
      controller.error(new RequestError('ECONNRESET', 'gone'));
    },
  });
  const { result } = await play('GET http://localhost:4000\n', () => ({ body }));
  expect(result.entries[0]?.errors[0]?.detail).toBe('(56) Recv failure: Connection reset by peer');
});

test.each([
  ['GET https://localhost:3443\n', '(60) The certificate of localhost:3443 cannot be verified in the browser: set the option insecure to true'],
  ['GET http://example.org\n', 'Could not resolve host: example.org (checks reach localhost only)'],
  ['GET http://localhost\n[Options]\nproxy: localhost:8080\n', 'a proxy cannot be used in the browser'],
  ['GET http://localhost\n[Options]\ncert: a.pem\n', 'a client certificate cannot be used in the browser'],
  ['GET http://localhost\n[Options]\nhttp2-prior-knowledge: true\n', 'HTTP/2 cannot be used in the browser'],
  ['GET http://localhost\n[Options]\nunix-socket: x\n', 'a Unix socket cannot be used in the browser'],
  ['GET http://localhost\n[Options]\nresolve: a:80:127.0.0.1\n', 'another address for a host cannot be used in the browser'],
  ['GET http://localhost\n[Options]\nlimit-rate: 100\n', 'a limited transfer rate cannot be used in the browser'],
])('what a browser cannot do is refused: %j', async (text, detail) => {
  const { result, asked } = await play(text, () => ({}));
  expect(result.entries[0]?.errors[0]?.detail).toContain(detail);
  expect(asked).toEqual([]);
});
