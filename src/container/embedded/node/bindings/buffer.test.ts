import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createTestEnvironment } from '../test-environment.ts';
import { buffer } from './buffer.ts';
import { stringDecoder } from './string_decoder.ts';

type Slice = (bytes: Uint8Array, start?: number, end?: number) => string;
type Write = (bytes: Uint8Array, text: string, offset?: number, length?: number) => number;
interface BufferBinding {
  atob(text: string): string | number;
  btoa(text: string): string | number;
  byteLengthUtf8(text: string): number;
  fill(bytes: Uint8Array, value: unknown, start: number, end: number, encoding?: string): number | undefined;
  indexOfString(bytes: Uint8Array, text: string, offset: number, encoding: number, forward: boolean, end?: number): number;
  [method: string]: unknown;
}

const { binding } = createTestEnvironment();
const ours = binding<BufferBinding>('buffer', buffer);
const slice = (name: string): Slice => ours[`${name}Slice`] as Slice;
const write = (name: string): Write => ours[name] as Write;

const SLICES = { ascii: 'ascii', base64: 'base64', base64url: 'base64url', latin1: 'latin1', hex: 'hex', ucs2: 'utf16le', utf8: 'utf8' } as const;
const WRITES = { base64Write: 'base64', hexWrite: 'hex', ucs2Write: 'utf16le', latin1WriteStatic: 'latin1', utf8WriteStatic: 'utf8' } as const;

test.each(Object.entries(SLICES))('%sSlice reads bytes as Buffer.toString does', (name, encoding) => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      expect(slice(name)(bytes)).toBe(Buffer.from(bytes).toString(encoding));
    }),
  );
});

test.each(Object.entries(WRITES))('%s writes text as Buffer.write does', (name, encoding) => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 100 }), fc.nat(120), (text, room) => {
      const expected = Buffer.alloc(room);
      const count = expected.write(text, 0, room, encoding);
      const bytes = Buffer.alloc(room);
      expect(write(name)(bytes, text, 0, room)).toBe(count);
      expect(bytes).toEqual(expected);
    }),
  );
});

test('memory that threads share is read like any other', () => {
  const shared = new Uint8Array(new SharedArrayBuffer(60));
  shared.set(Buffer.from('é'.repeat(30)));
  expect(slice('utf8')(shared)).toBe('é'.repeat(30));
});

test('a range that ends behind the buffer is refused', () => {
  expect(() => slice('latin1')(new Uint8Array(4), 1, 8)).toThrow(expect.objectContaining({ code: 'ERR_OUT_OF_RANGE' }));
});

test('fill answers the codes that the library turns into errors', () => {
  expect(ours.fill(Buffer.alloc(4), '', 0, 4, 'utf8')).toBe(-1);
  expect(ours.fill(Buffer.alloc(4), 'zz', 0, 4, 'hex')).toBe(-1);
  expect(ours.fill(Buffer.alloc(4), 'a', 0, 5)).toBe(-2);
});

test('a UTF-16 search finds matches at code units only', () => {
  const bytes = Uint8Array.of(0, 0x61, 0, 0x61, 0);
  expect(ours.indexOfString(bytes, 'a', 0, 3, true)).toBe(-1);
  expect(ours.indexOfString(bytes.subarray(1), 'a', 0, 3, true)).toBe(0);
});

test.each([['YQ', 'a'], [' Y Q==\n', 'a'], ['a', -1], ['YQ=', -2], ['=', -2], ['é', -2]])('atob of %j is %j', (text, expected) => {
  expect(ours.atob(text)).toBe(expected);
});

test('characters cut between chunks come out whole', () => {
  const decoder = binding<{ decode(state: Uint8Array, chunk: Uint8Array): string; flush(state: Uint8Array): string }>('string_decoder', stringDecoder);
  const state = new Uint8Array(7);
  state[6] = 1;
  const bytes = Buffer.from('a€😀');
  expect(Array.from(bytes, (_, index) => decoder.decode(state, bytes.subarray(index, index + 1))).join('')).toBe('a€😀');
  decoder.decode(state, bytes.subarray(1, 3));
  expect(state[5]).toBe(2);
  expect(decoder.flush(state)).toBe('\ufffd');
});
