// Exchanges read from the bytes of a connection, and the tap that those come from.
import { expect, test, vi } from 'vitest';
import { llhttpModule } from '../../../../tools/node-library/library.ts';
import { bodyBytes, ExchangeRecorder, type Exchange } from '../../exchange.ts';
import type { StreamMessage } from '../kernel/byte-stream.ts';
import { tapConnection, type TapEvent } from '../kernel/connection-tap.ts';
import { instantiateLlhttp } from './llhttp.ts';
import { recordConnection } from './tapped-exchanges.ts';

const llhttp = instantiateLlhttp(new WebAssembly.Module(llhttpModule() as Uint8Array<ArrayBuffer>));
const bytes = (text: string) => new TextEncoder().encode(text);
const text = (body: Exchange['request']['body'] | undefined) => (body === undefined ? undefined : new TextDecoder().decode(bodyBytes(body)));

function setup() {
  const recorder = new ExchangeRecorder();
  const seen: Exchange[] = [];
  recorder.listen((exchange, event) => event === 'begin' && seen.push(exchange));
  return { connection: recordConnection(llhttp, recorder, 3000, 'terminal'), seen };
}

test('requests and responses of a kept connection are paired, whatever pieces they come in', () => {
  const { connection, seen } = setup();
  const request = 'POST /users?x=1 HTTP/1.1\r\nHost: localhost:3000\r\nContent-Length: 5\r\n\r\nhello';
  for (const piece of [request.slice(0, 30), request.slice(30, 75), request.slice(75)]) connection.client(bytes(piece));
  connection.server(bytes('HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n'));
  expect(seen[0]).toMatchObject({ sender: 'terminal', port: 3000, host: 'localhost:3000', state: 'receiving', request: { method: 'POST', target: '/users?x=1' }, response: { status: 201, statusText: 'Created' } });
  connection.server(bytes('0\r\n\r\n'));
  connection.client(bytes('HEAD / HTTP/1.1\r\nHost: a\r\n\r\n'));
  connection.server(bytes('HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n'));
  connection.client(bytes('GET /last HTTP/1.1\r\nHost: a\r\n\r\n'));
  connection.server(bytes('HTTP/1.1 204 No Content\r\n\r\n'));
  expect(seen.map(({ request: { method, target }, response, state }) => [method, target, response?.status, state])).toEqual([
    ['POST', '/users?x=1', 201, 'done'], ['HEAD', '/', 200, 'done'], ['GET', '/last', 204, 'done'],
  ]);
  expect([text(seen[0]?.request.body), text(seen[0]?.response?.body)]).toEqual(['hello', 'abc']);
});

test('a connection that ends in the middle fails what is open; a body that ends with it is complete', () => {
  const cut = setup();
  cut.connection.client(bytes('GET / HTTP/1.1\r\nHost: a\r\n\r\n'));
  cut.connection.end();
  expect(cut.seen[0]).toMatchObject({ state: 'failed', error: { code: 'ECONNRESET' } });
  const closed = setup();
  closed.connection.client(bytes('GET / HTTP/1.0\r\n\r\n'));
  closed.connection.server(bytes('HTTP/1.0 200 OK\r\n\r\nuntil the end'));
  closed.connection.end();
  expect([closed.seen[0]?.state, text(closed.seen[0]?.response?.body)]).toEqual(['done', 'until the end']);
});

test('what is no HTTP after all ends the recording and nothing else', () => {
  const { connection, seen } = setup();
  connection.client(bytes('GET / HTTP/1.1\r\nHost: a\r\n\r\n'));
  connection.server(bytes('nonsense\r\n\r\n'));
  connection.server(bytes('more'));
  connection.end();
  expect(seen[0]).toMatchObject({ state: 'failed', response: null });
});

function tapped() {
  const { port1: client, port2 } = new MessageChannel();
  const events: TapEvent[] = [];
  const server = tapConnection(port2, (event) => events.push(event));
  const heard: { readonly client: StreamMessage[]; readonly server: StreamMessage[] } = { client: [], server: [] };
  client.onmessage = ({ data }: MessageEvent<StreamMessage>) => heard.client.push(data);
  server.onmessage = ({ data }: MessageEvent<StreamMessage>) => heard.server.push(data);
  return { client, server, events, heard };
}

test('a tap passes everything on in order, both ways, and tells what looks like HTTP', async () => {
  const { client, server, events, heard } = tapped();
  const large = new Uint8Array(100_000).fill(7);
  server.postMessage({ type: 'accepted', pid: 4 });
  client.postMessage(bytes('GET / HTTP/1.1\r\n\r\n'));
  client.postMessage(large.slice(), []);
  client.postMessage(12_345);
  client.postMessage(null);
  server.postMessage(bytes('HTTP/1.1 200 OK\r\n\r\n'));
  await vi.waitFor(() => expect([heard.client.length, heard.server.length]).toEqual([2, 4]));
  expect(heard.client).toEqual([{ type: 'accepted', pid: 4 }, bytes('HTTP/1.1 200 OK\r\n\r\n')]);
  expect(heard.server).toEqual([bytes('GET / HTTP/1.1\r\n\r\n'), large, 12_345, null]);
  expect(events.map((event) => [event.from, 'bytes' in event ? event.bytes.length : 0])).toEqual(expect.arrayContaining([['client', 18], ['client', 100_000], ['server', 19]]));
  client.close();
  await vi.waitFor(() => expect(events.at(-1)).toEqual({ from: 'end' }));
});

test.each([
  ['a database', new Uint8Array([0, 0, 0, 8, 4, 210, 22, 47])],
  ['HTTP/2', bytes('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')],
])('an end that closes closes the other, and the protocol of %s is passed on and not told', async (_, first) => {
  const { client, server, events, heard } = tapped();
  const isClosed = new Promise<void>((resolve) => client.addEventListener('close', () => resolve()));
  client.postMessage(first);
  await vi.waitFor(() => expect(heard.server).toHaveLength(1));
  server.postMessage(bytes('N'));
  await vi.waitFor(() => expect(heard.client).toHaveLength(1));
  server.close();
  await isClosed;
  expect(events).toEqual([]);
});
