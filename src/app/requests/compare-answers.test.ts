// What is told as a difference between two answers, and what is not.
import { expect, test } from 'vitest';
import type { RecordedHeaders, RecordedResponse } from '../../container/exchange.ts';
import { compareAnswers } from './compare-answers.ts';

function answer(status: number, headers: RecordedHeaders, body: string | Uint8Array = ''): RecordedResponse {
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
  return { status, statusText: status === 200 ? 'OK' : '', httpVersion: '1.1', headers, body: { pieces: [bytes], size: bytes.length, dropped: false } };
}

const json: RecordedHeaders = [['Content-Type', 'application/json']];

test('answers that differ in the moment, the connection and the layout of JSON alone are the same', async () => {
  const own = answer(200, [...json, ['Date', 'Mon'], ['ETag', 'a'], ['Connection', 'close'], ['Content-Length', '9']], '{"a": 1, "b": [2]}');
  const solution = answer(200, [['content-type', 'application/json'], ['date', 'Tue'], ['etag', 'b']], '{"b":[2],"a":1}');
  expect(await compareAnswers(own, solution)).toEqual([]);
});

test('status, headers and values of JSON that differ are told, each with both sides', async () => {
  const own = answer(200, json, '{"id":1,"password":"x"}');
  const solution = answer(201, [...json, ['Location', '/users/1']], '{"id":2}');
  expect(await compareAnswers(own, solution)).toEqual([
    { what: 'Status', own: '200 OK', solution: '201' },
    { what: '$.id', own: 'integer <1>', solution: 'integer <2>' },
    { what: '$.password', own: 'string <x>', solution: 'none' },
    { what: 'location', own: null, solution: '/users/1' },
  ]);
});

test('a cookie is the same whatever its value, but not with other attributes', async () => {
  const cookie = (value: string) => answer(200, [['Set-Cookie', value]]);
  expect(await compareAnswers(cookie('session=abc; HttpOnly'), cookie('session=xyz; HttpOnly'))).toEqual([]);
  expect(await compareAnswers(cookie('session=abc'), cookie('session=xyz; HttpOnly'))).toEqual([{ what: 'set-cookie', own: 'session=…', solution: 'session=…; HttpOnly' }]);
});

test('bodies that are no JSON are told as text, an empty one as none, and bytes by their number', async () => {
  expect(await compareAnswers(answer(200, [], 'Hello'), answer(200, [], '{"message":"Hello"}'))).toEqual([{ what: 'Body', own: 'Hello', solution: '{"message":"Hello"}' }]);
  expect(await compareAnswers(answer(200, [], '{}'), answer(200, []))).toEqual([{ what: 'Body', own: '{}', solution: null }]);
  expect(await compareAnswers(answer(200, [], Uint8Array.of(0xff, 0)), answer(200, [], Uint8Array.of(0xff)))).toEqual([{ what: 'Body', own: '2 bytes', solution: '1 byte' }]);
});
