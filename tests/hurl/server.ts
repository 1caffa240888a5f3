// The server that the corpus runs against: small answers of every kind, the same each time.
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';

const DATA = {
  name: 'Ada',
  age: 36,
  price: 1.5,
  big: '@@9007199254740993',
  huge: '@@123456789012345678901234567890',
  exact: '@@2.0',
  ok: true,
  nothing: null,
  list: [1, 2, 3],
  words: ['a', 'b'],
  empty: [],
  object: { b: 1, a: [true] },
  books: [
    { title: 'Moby Dick', price: 8.99, isbn: '0-553-21311-3' },
    { title: 'Sword of Honour', price: 12.99 },
  ],
  id: '7c1c9e6c-3bd5-4b60-a2a5-2b8a3f4f1c11',
  ip4: '192.168.0.1',
  ip6: '2001:db8::1',
  date: '2024-12-02T10:35:44.461731Z',
  text: '{"inner": [10, 20]}',
  url: 'https://example.org/?q=caf%C3%A9&x=1',
  markup: 'a < b & "c"',
  code: 'QWRh',
};

/** Numbers that JavaScript cannot hold are written as they are meant. */
const JSON_BODY = JSON.stringify(DATA).replace(/"@@([^"]*)"/g, '$1');

const HTML = '<!doctype html><html><head><title>Hello &amp; world</title></head><body><p class="a">One</p><p>Two</p></body></html>';
const XML = '<?xml version="1.0"?><list xmlns="urn:d" xmlns:x="urn:x"><item n="1">one</item><x:item>two</x:item></list>';

/** The status that an address asks for; 500 for one that cannot be sent. */
function statusOf(url: URL): number {
  const code = Number(url.searchParams.get('code'));
  return code >= 200 && code <= 999 ? code : 500;
}

function answer(request: http.IncomingMessage, body: string, response: http.ServerResponse): void {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const send = (status: number, type: string, content: string | Buffer, headers: http.OutgoingHttpHeaders = {}): unknown =>
    response.writeHead(status, { 'Content-Type': type, ...headers }).end(content);
  switch (url.pathname) {
    case '/json':
      return void send(200, 'application/json', JSON_BODY);
    case '/html':
      return void send(200, 'text/html; charset=utf-8', HTML);
    case '/xml':
      return void send(200, 'application/xml', XML);
    case '/text':
      return void send(200, 'text/plain', 'line 1\nline 2\nline 3\n');
    case '/line':
      return void send(200, 'text/plain', 'Hello World!');
    case '/latin':
      return void send(200, 'text/plain; charset=ISO-8859-1', Buffer.from([0x63, 0x61, 0x66, 0xe9]));
    case '/bytes':
      return void send(200, 'application/octet-stream', Buffer.from([0, 1, 2, 255]));
    case '/gzip':
      return void send(200, 'application/json', gzipSync('{"a": 1}'), { 'Content-Encoding': 'gzip' });
    case '/broken-gzip':
      return void send(200, 'text/plain', 'no gzip', { 'Content-Encoding': 'gzip' });
    case '/cookies':
      response.writeHead(200, [
        'Set-Cookie', 'LSID=abc; Path=/; Expires=Mon, 13 Jan 2121 22:23:01 GMT; HttpOnly; SameSite=Lax',
        'Set-Cookie', 'theme=light; Max-Age=3600; Path=/echo',
        'X-Twice', 'one', 'X-Twice', 'two',
      ]).end(); // prettier-ignore
      return;
    case '/echo':
    case '/echo/':
      return void send(
        200,
        'application/json',
        JSON.stringify({
          method: request.method,
          target: request.url,
          body,
          type: request.headers['content-type'] ?? null,
          cookie: request.headers.cookie ?? null,
          auth: request.headers.authorization ?? null,
          custom: request.headers['x-custom'] ?? null,
          agent: (request.headers['user-agent'] ?? '').split('/')[0],
        }),
      );
    case '/redirect':
      return void response.writeHead(302, { Location: `/redirect${Number(url.searchParams.get('n') ?? 0) > 1 ? `?n=${Number(url.searchParams.get('n')) - 1}` : '-end'}` }).end();
    case '/redirect-post':
      return void response.writeHead(statusOf(url), { Location: '/echo' }).end();
    case '/redirect-end':
      return void send(200, 'text/plain', 'end');
    case '/status':
      return void response.writeHead(statusOf(url)).end();
    case '/users':
      return void send(201, 'application/json', '{"id": 7}', { Location: '/users/7' });
    case '/users/7':
      return void send(200, 'application/json', '{"id": 7, "name": "Ada"}');
    default:
      return void send(404, 'application/json', '{"error":"Not found"}');
  }
}

/** Starts the server on a free port of 127.0.0.1. */
export async function startServer(): Promise<{ readonly host: string; close(): void }> {
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => answer(request, Buffer.concat(chunks).toString(), response));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    host: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
