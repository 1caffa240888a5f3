import { expect, test } from 'vitest';
import type { FileOp } from './file-operations.ts';
import { FileTree } from './files.ts';
import { libraryPartsMentionedIn, partsMentionedIn, partsWantedAfter, partsWantedBy } from './late-parts.ts';

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

test('cryptography is wanted by its name, by what is built on it, and by packages', () => {
  expect(partsMentionedIn("const { createHash } = require('crypto')")).toEqual(['crypto']);
  expect(partsMentionedIn('globalThis.crypto.randomUUID()')).toEqual(['crypto']);
  expect(partsMentionedIn("import https from 'node:https'")).toEqual(['crypto']);
  expect(partsMentionedIn("http.createServer((request, response) => response.end('see https://example.com'))")).toEqual([]);
  for (const text of ["await fetch('http://localhost')", "new WebSocket('ws://localhost')", 'new FormData()']) {
    expect(libraryPartsMentionedIn(text), text).toEqual(['crypto', 'zlib']);
  }
  expect(partsMentionedIn('// The request has headers, the Response is what is sent.')).toEqual([]);
  expect(wanted((files) => files.writeFile('/app/node_modules/x/index.js', bytes("require('zlib')")))).toEqual(['zlib']);
  expect(wanted((files) => files.writeFile('/app/bin', bytes("#!/usr/bin/env node\nrequire('node:zlib')")))).toEqual(['zlib']);
});

test('HTTP/2 is wanted by its name, with what it is built on', () => {
  expect(partsMentionedIn("const http2 = require('node:http2')")).toEqual(['crypto', 'http2']);
  expect(wanted((files) => files.writeFile('/app/node_modules/x/index.js', bytes("require('http2')")))).toEqual(['crypto', 'http2']);
});

test('what loads modules by names that are not written there may load everything', () => {
  for (const text of ['require(name)', 'await import(`./${name}.js`.trim())', 'process.getBuiltinModule(name)', "new Function('return 1')"]) {
    expect(partsMentionedIn(text), text).toEqual(text.includes('`') ? [] : ['crypto', 'zlib', 'http2']);
  }
  expect(partsMentionedIn("require('node:http'); await import('node:fs')")).toEqual([]);
});

test('node without a script reads its program from somewhere else', () => {
  expect(partsWantedBy([])).toEqual(['crypto', 'zlib', 'http2']);
  expect(partsWantedBy(['-'])).toEqual(['crypto', 'zlib', 'http2']);
  expect(partsWantedBy(['--version'])).toEqual([]);
  expect(partsWantedBy(['server.js', '--port'])).toEqual([]);
  expect(partsWantedBy(['-e', "require('crypto')"])).toEqual(['crypto']);
});
