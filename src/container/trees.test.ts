import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { snapshot } from '@webcontainer/snapshot';
import { unzipSync } from 'fflate';
import { expect, test } from 'vitest';
import { decodeTree, encodeJson, encodeSnapshot, encodeZip, exportFilter, treeOfEntries, type TreeEntry } from './trees.ts';

const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const BYTES = new Uint8Array([0, 255, 128, 10]);
const ENTRIES: readonly TreeEntry[] = [
  { path: 'empty', kind: 'directory' },
  { path: 'src', kind: 'directory' },
  { path: 'src/a.txt', kind: 'file', bytes: text('\ufeffgrüß') },
  { path: 'src/b.bin', kind: 'file', bytes: BYTES },
  { path: 'latest', kind: 'link', target: 'src/a.txt' },
];
const TREE = {
  empty: { directory: {} },
  src: { directory: { 'a.txt': { file: { contents: '\ufeffgrüß' } }, 'b.bin': { file: { contents: BYTES } } } },
  latest: { file: { symlink: 'src/a.txt' } },
};

test('a tree is text where it is UTF-8, a byte-order mark included, and bytes where it is not', () => {
  expect(treeOfEntries(ENTRIES)).toEqual(TREE);
});

test('JSON and binary snapshots bring back the tree they were made from', () => {
  expect(decodeTree(encodeJson(ENTRIES))).toEqual(TREE);
  const fromSnapshot = decodeTree(encodeSnapshot(ENTRIES)) as typeof TREE;
  expect(fromSnapshot.src.directory['b.bin'].file.contents).toEqual(BYTES);
  expect(new TextDecoder('utf-8', { ignoreBOM: true }).decode(fromSnapshot.src.directory['a.txt'].file.contents as unknown as Uint8Array)).toBe('\ufeffgrüß');
});

test('a snapshot made by @webcontainer/snapshot is read', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'backlot-snapshot-'));
  try {
    mkdirSync(join(folder, 'src'));
    writeFileSync(join(folder, 'src', 'index.js'), 'console.log(1)');
    writeFileSync(join(folder, 'logo.bin'), BYTES);
    const tree = decodeTree(await snapshot(folder)) as unknown as Record<string, { file: { contents: Uint8Array }; directory: Record<string, { file: { contents: Uint8Array } }> }>;
    expect([...tree['logo.bin']!.file.contents]).toEqual([...BYTES]);
    expect(new TextDecoder().decode(tree['src']!.directory['index.js']!.file.contents)).toBe('console.log(1)');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('a file may have any name, `__proto__` included, and nothing is polluted', () => {
  const tree = decodeTree(text('{"d":{"__proto__":{"d":{"polluted":{"f":{"c":"yes"}}}}}}'));
  expect(Object.keys(tree)).toEqual(['__proto__']);
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
});

test.each([
  ['not a tree at all', text('hello'), /neither a tree nor a binary snapshot|no folder/],
  ['broken JSON', text('{"d":'), /neither a tree nor a binary snapshot/],
  ['a file without contents', text('{"d":{"a":{"f":{}}}}'), /a has no contents/],
  ['a name that climbs out', text('{"d":{"..":{"d":{}}}}'), /"\.\.", which is no name/],
  ['a name with a slash', text('{"d":{"a/b":{"f":{"c":""}}}}'), /"a\/b", which is no name/],
  ['nothing', new Uint8Array(), /neither a tree nor a binary snapshot/],
])('%s is refused with what is wrong', (_what, bytes, message) => {
  expect(() => decodeTree(bytes)).toThrow(message);
});

test('zip archives hold files, empty folders and links', async () => {
  const files = unzipSync(await encodeZip(ENTRIES));
  expect(Object.keys(files).sort()).toEqual(['empty/', 'latest', 'src/', 'src/a.txt', 'src/b.bin']);
  expect([...files['src/b.bin']!]).toEqual([...BYTES]);
  expect(new TextDecoder().decode(files['latest'])).toBe('src/a.txt');
});

test.each([
  [{}, 'node_modules/x/a.js', true],
  [{ excludes: ['node_modules'] }, 'node_modules/x/a.js', false],
  [{ excludes: ['/node_modules/'] }, 'node_modules', false],
  [{ excludes: ['node_modules'] }, 'packages/a/node_modules/x.js', true],
  [{ excludes: ['**/node_modules'] }, 'packages/a/node_modules/x.js', false],
  [{ excludes: ['**/*.log'] }, 'logs/.hidden.log', false],
  [{ excludes: ['node_modules'], includes: ['node_modules/kept'] }, 'node_modules/kept/a.js', true],
  [{ excludes: ['node_modules'], includes: ['node_modules/kept'] }, 'node_modules/other/a.js', false],
  [{ includes: ['src/**'] }, 'README.md', true],
])('with %j the path %s takes part: %s', (patterns, path, expected) => {
  expect(exportFilter(patterns)(path)).toBe(expected);
});
