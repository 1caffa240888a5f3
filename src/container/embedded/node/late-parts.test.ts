import { expect, test } from 'vitest';
import { createLateParts } from './late-parts.ts';

const bytes = new Uint8Array([1, 2, 3]);

test('a part that has come is read when it is asked for', () => {
  const read: Blob[] = [];
  const parts = createLateParts({ readBlob: (blob) => (read.push(blob), bytes.buffer) });
  const contents = new Blob([bytes]);
  parts.add('sqlite', contents);
  expect(read).toEqual([]);
  expect(parts.bytes('sqlite')).toEqual(bytes);
  expect(read).toEqual([contents]);
});

test('a part that has not come is named', () => {
  const parts = createLateParts({ readBlob: () => bytes.buffer });
  expect(() => parts.bytes('typescript')).toThrow(/TypeScript stripper has not been loaded/);
});
