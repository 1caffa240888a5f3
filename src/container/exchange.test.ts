// Records of exchanges: what is kept, what is told, and what is cut.
import { expect, test } from 'vitest';
import { bodyBytes, dropBodies, ExchangeRecorder, KEPT_BODY, type Exchange } from './exchange.ts';

const start = { sender: 'check', direction: 'in', port: 3000, method: 'GET', target: '/users' } as const;

function setup() {
  let time = 100;
  const recorder = new ExchangeRecorder(undefined, () => time);
  const heard: [event: string, state: Exchange['state']][] = [];
  const seen = new Map<number, Exchange>();
  const stop = recorder.listen((exchange, event) => {
    heard.push([event, exchange.state]);
    seen.set(exchange.id, exchange);
  });
  return { recorder, heard, exchange: () => [...seen.values()].at(-1)!, stop, pass: (milliseconds: number) => (time += milliseconds) };
}

test('an exchange is told from its beginning to its end, with when its response began and ended', () => {
  const { recorder, heard, exchange, pass } = setup();
  const tap = recorder.begin(start);
  pass(5);
  tap.response({ status: 200, statusText: 'OK', httpVersion: '1.1', headers: [['A', '1']] });
  pass(2);
  tap.responseBody(new TextEncoder().encode('hello'));
  tap.end();
  expect(heard).toEqual([['begin', 'waiting'], ['change', 'receiving'], ['change', 'receiving'], ['end', 'done']]);
  expect(exchange()).toMatchObject({ sender: 'check', host: 'localhost:3000', waited: 5, duration: 7, error: null });
  expect(new TextDecoder().decode(bodyBytes(exchange().response!.body))).toBe('hello');
});

test('of a long body the beginning is kept and the true size told', () => {
  const { recorder, exchange } = setup();
  const tap = recorder.begin(start);
  for (let piece = 0; piece < 5; piece++) tap.requestBody(new Uint8Array(100_000).fill(piece));
  const { body } = exchange().request;
  expect(body.size).toBe(500_000);
  expect(bodyBytes(body)).toHaveLength(KEPT_BODY);
  expect(bodyBytes(body).at(-1)).toBe(2);
});

test('what is kept is a copy: the bytes may be passed on', () => {
  const { recorder, exchange } = setup();
  const bytes = new Uint8Array([1, 2, 3]);
  recorder.begin(start).requestBody(bytes);
  bytes.fill(9);
  expect([...bodyBytes(exchange().request.body)]).toEqual([1, 2, 3]);
});

test('a failure ends an exchange once, and nothing after it counts', () => {
  const { recorder, heard, exchange } = setup();
  const tap = recorder.begin(start);
  tap.fail('ECONNREFUSED', 'Nothing listens on port 3000.');
  tap.response({ status: 200, statusText: '', httpVersion: '1.1', headers: [] });
  tap.end();
  expect(heard.map(([event]) => event)).toEqual(['begin', 'end']);
  expect(exchange()).toMatchObject({ state: 'failed', response: null, error: { code: 'ECONNREFUSED' } });
});

test('bodies can be let go of, which is said of them', () => {
  const { recorder, exchange } = setup();
  const tap = recorder.begin(start);
  tap.requestBody(new Uint8Array(10));
  tap.response({ status: 200, statusText: '', httpVersion: '1.1', headers: [] });
  tap.responseBody(new Uint8Array(20));
  const { revision } = exchange();
  expect(dropBodies(exchange())).toBe(30);
  tap.responseBody(new Uint8Array(5));
  expect(exchange().response?.body).toMatchObject({ size: 25, pieces: [], dropped: true });
  expect(exchange().revision).toBeGreaterThan(revision);
});

test('while nobody listens nothing is recorded', () => {
  const { recorder, heard, stop } = setup();
  stop();
  recorder.begin(start).end();
  expect(heard).toEqual([]);
});
