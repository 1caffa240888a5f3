import { expect, test } from 'vitest';
import { FileTree, type FileOp } from './files.ts';
import { partsMentionedIn, partsWantedAfter } from './late-parts.ts';

/** The parts wanted after a few changes of a tree, in the order of the ops that they make. */
function wanted(change: (files: FileTree) => void): string[] {
  const files = new FileTree();
  files.mkdir('/app/node_modules/x', { recursive: true });
  const ops: FileOp[] = [];
  files.onMutation((op) => ops.push(op));
  change(files);
  return ops.flatMap(partsWantedAfter);
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

test('a TypeScript file wants the stripper, one of declarations or of a package does not', () => {
  expect(wanted((files) => files.writeFile('/app/a.ts', bytes('1')))).toContain('typescript');
  expect(wanted((files) => files.writeFile('/app/a.mts', bytes('1')))).toContain('typescript');
  expect(wanted((files) => files.writeFile('/app/a.d.ts', bytes('1')))).toEqual([]);
  expect(wanted((files) => files.writeFile('/app/node_modules/x/a.ts', bytes('1')))).toEqual([]);
  expect(wanted((files) => files.writeFile('/app/a.js', bytes('const ts = 1')))).toEqual([]);
});

test('a file that is renamed to a TypeScript file wants the stripper', () => {
  const files = new FileTree();
  files.mkdir('/app', { recursive: true });
  files.writeFile('/app/a.txt', bytes('1'));
  const ops: FileOp[] = [];
  files.onMutation((op) => ops.push(op));
  files.rename('/app/a.txt', '/app/a.ts');
  expect(ops.flatMap(partsWantedAfter)).toEqual(['typescript']);
});

test('a script that imports node:sqlite wants SQLite; a text file that speaks of it does not', () => {
  expect(wanted((files) => files.writeFile('/app/db.mjs', bytes("import { DatabaseSync } from 'node:sqlite'")))).toEqual(['sqlite']);
  expect(wanted((files) => files.writeFile('/app/readme.md', bytes('node:sqlite')))).toEqual([]);
  expect(wanted((files) => files.writeFile('/app/node_modules/x/db.js', bytes("require('node:sqlite')")))).toEqual([]);
});

test('arguments of a command want parts too', () => {
  expect(partsMentionedIn("-e require('node:sqlite')")).toEqual(['sqlite']);
  expect(partsMentionedIn('--input-type=module-typescript -e 1')).toEqual(['typescript']);
  expect(partsMentionedIn('server.js')).toEqual([]);
});

test('a script that compresses, or names the content encoding, wants Brotli', () => {
  expect(partsMentionedIn("const compression = require('compression')")).toEqual(['brotli']);
  expect(partsMentionedIn("headers: { 'Accept-Encoding': 'br' }")).toEqual(['brotli']);
  expect(partsMentionedIn('const html = `<br>${abbr}`')).toEqual([]);
});
