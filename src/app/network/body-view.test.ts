// What a body is taken for, and how it is made readable.
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { cookiePairs, decoded, hexOf, viewOf } from './body-view.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

test('JSON is known by its media type, or by how it looks where none is given', () => {
  expect(viewOf(bytes('{"a":[1]}'), 'application/json; charset=utf-8', true)).toMatchObject({ kind: 'json', value: { a: [1] } });
  expect(viewOf(bytes('{"type":"x"}'), 'application/problem+json', true).kind).toBe('json');
  expect(viewOf(bytes(' [1]'), null, true).kind).toBe('json');
  expect(viewOf(bytes('{"a":1}'), 'text/plain', true).kind).toBe('text');
  expect(viewOf(bytes('{oops'), 'application/json', true)).toEqual({ kind: 'text', text: '{oops' });
  expect(viewOf(bytes('{"a":'), 'application/json', false).kind).toBe('text');
});

test('an event stream is its events, as far as they are complete', () => {
  const view = viewOf(bytes(': hi\n\nid: 1\nevent: tick\ndata: a\ndata: b\n\ndata: half'), 'text/event-stream', false);
  expect(view).toMatchObject({ kind: 'events', events: [{ id: '1', event: 'tick', data: 'a\nb' }] });
});

test('images, binaries, HTML, other charsets and nothing at all', () => {
  expect(viewOf(new Uint8Array([137, 80]), 'image/png', true)).toEqual({ kind: 'image', type: 'image/png' });
  expect(viewOf(bytes('<svg onload="x">'), 'image/svg+xml', true).kind).toBe('text');
  expect(viewOf(new Uint8Array([1, 0, 2]), 'application/octet-stream', true).kind).toBe('binary');
  expect(viewOf(new Uint8Array([0xff, 0xfe, 0xfd]), null, true).kind).toBe('binary');
  expect(viewOf(new Uint8Array([0xe4]), 'text/plain; charset=latin1', true)).toEqual({ kind: 'text', text: '\u00e4' });
  expect(viewOf(bytes('<p>'), 'text/html', true).kind).toBe('html');
  expect(viewOf(new Uint8Array(0), 'application/json', true).kind).toBe('empty');
  // Cut within a character.
  expect(viewOf(bytes('a\u00e4').subarray(0, 2), 'text/plain', false)).toEqual({ kind: 'text', text: 'a' });
});

test('compressed bodies are undone, cut ones as far as they go, and unknown codings are not guessed', async () => {
  const text = 'hello '.repeat(20_000);
  const packed = new Uint8Array(gzipSync(text));
  expect(new TextDecoder().decode(await decoded(packed, 'gzip') ?? undefined)).toBe(text);
  expect(await decoded(bytes('x'), null)).toEqual(bytes('x'));
  expect(await decoded(bytes('x'), 'sdch')).toBeNull();
  expect(await decoded(bytes('no gzip'), 'gzip')).toBeNull();
});

test('bytes as hexadecimal, and cookies as pairs', () => {
  expect(hexOf(bytes('Hello, world! \n\u00e4'))).toBe('000000  48 65 6c 6c 6f 2c 20 77 6f 72 6c 64 21 20 0a c3  Hello, world! ..\n000010  a4                                               .');
  expect(cookiePairs('a=1; b=x=y; flag')).toEqual([['a', '1'], ['b', 'x=y'], ['', 'flag']]);
});
