import { expect, test } from 'vitest';
import type { Environment } from './environment.ts';
import { createLateParts } from './late-parts.ts';

const bytes = new Uint8Array([1, 2, 3]);
const natives = { TextDecoder, eval: (source: string): unknown => (0, eval)(source) };

test('a part that has come is read when it is asked for', () => {
  const read: Blob[] = [];
  const parts = createLateParts({ ...natives, readBlob: (blob) => (read.push(blob), bytes.buffer) }, () => undefined);
  const contents = new Blob([bytes]);
  parts.add('sqlite', contents);
  expect(read).toEqual([]);
  expect(parts.bytes('sqlite')).toEqual(bytes);
  expect(read).toEqual([contents]);
});

test('a part that has not come is named, and told of', () => {
  const missing: string[] = [];
  const parts = createLateParts({ ...natives, readBlob: () => bytes.buffer }, (part) => void missing.push(part) as undefined);
  expect(() => parts.bytes('typescript')).toThrow(/TypeScript stripper has not been loaded/);
  expect(missing).toEqual(['typescript']);
});

test('a part that has not come is taken from whoever can wait for it', () => {
  const parts = createLateParts({ ...natives, readBlob: () => bytes.buffer }, (part) => (part === 'brotli' ? new Uint8Array([9]) : undefined));
  expect(parts.bytes('brotli')).toEqual(new Uint8Array([9]));
});

test('a piece of the library has its sources, and its script makes the factories of its bindings', () => {
  const contents = new TextEncoder().encode(JSON.stringify({ sources: { zlib: 'the source' }, script: '"use strict"; var exported = { bindings: { zlib: (env) => ({ env }) } };' }));
  let reads = 0;
  const parts = createLateParts({ ...natives, readBlob: () => (reads++, contents.buffer) }, () => undefined);
  expect(parts.has('zlib')).toBe(false);
  parts.add('zlib', new Blob([contents]));
  expect(parts.has('zlib')).toBe(true);
  expect(parts.library('zlib').sources).toEqual({ zlib: 'the source' });
  const env = {} as Environment;
  expect(parts.binding('zlib', 'zlib')(env)).toEqual({ env });
  expect(reads).toBe(1);
});
