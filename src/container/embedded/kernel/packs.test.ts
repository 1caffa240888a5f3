import { expect, test } from 'vitest';
import { decodePack, encodePack, packedBytes, packedCompilation, type Pack } from './packs.ts';

const pack: Pack = {
  id: 'a-1',
  index: { 'a/plain.js': [0, 3, 3, 11], 'a/changed.js': [14, 2, 16, 12], 'a/package.json': [28, 2] },
  data: new TextEncoder().encode('one{"edits":1}xy{"code":"z"}{}'),
};

test('a pack reads back as it was written', () => {
  const decoded = decodePack(encodePack(pack));
  expect(decoded).toEqual(pack);
  expect(new TextDecoder().decode(packedBytes(decoded, [14, 2]))).toBe('xy');
});

test('a compiled form without code has the file\'s own', () => {
  expect(packedCompilation(pack, [0, 3, 3, 11])).toEqual({ edits: 1, code: 'one' });
  expect(packedCompilation(pack, [14, 2, 16, 12])).toEqual({ code: 'z' });
  expect(packedCompilation(pack, [28, 2])).toBeUndefined();
});

test('what is no pack is refused by name', () => {
  expect(() => decodePack(new TextEncoder().encode('<!doctype html>'))).toThrow('this is not a package pack: it starts with "<!doctyp"');
  expect(() => decodePack(encodePack(pack).subarray(0, 40))).toThrow('cut short');
});
