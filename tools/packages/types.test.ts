// The packs of declarations: TypeScript finds everything that a lesson's imports need in them, and nothing else.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import ts from 'typescript';
import { beforeAll, expect, test, vi } from 'vitest';
import { buildTypes, type TypesManifest } from './types.ts';

vi.setConfig({ testTimeout: 60_000 });

let files: Record<string, Record<string, string>> = {};
beforeAll(async () => {
  const folder = await buildTypes();
  const manifest = JSON.parse(readFileSync(join(folder, 'types.json'), 'utf8')) as TypesManifest;
  files = Object.fromEntries(Object.entries(manifest).map(([name, file]) => [name, JSON.parse(gunzipSync(readFileSync(join(folder, file))).toString()) as Record<string, string>]));
}, 180_000);

/** What TypeScript says of a program that sees nothing but some packs. */
function complaints(packs: readonly string[], name: string, text: string): string[] {
  const all: Record<string, string> = Object.assign({ [name]: text }, ...packs.map((pack) => files[pack]));
  const lib = ts.createCompilerHost({});
  const folders = new Set(Object.keys(all).flatMap((path) => [...path.matchAll(/\//g)].map(({ index }) => `/${path.slice(0, index)}`)));
  const host: ts.CompilerHost = {
    ...lib,
    getCurrentDirectory: () => '/',
    fileExists: (path) => path.slice(1) in all,
    readFile: (path) => all[path.slice(1)],
    directoryExists: (path) => folders.has(path.replace(/\/+$/, '')),
    getDirectories: () => [],
    realpath: (path) => path,
    getSourceFile: (path, version, ...rest) => {
      const own = all[path.slice(1)];
      return own === undefined ? lib.getSourceFile(path, version, ...rest) : ts.createSourceFile(path, own, version);
    },
  };
  const options: ts.CompilerOptions = { module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext, target: ts.ScriptTarget.ESNext, lib: ['lib.esnext.d.ts'], types: [], strict: true, skipLibCheck: true, noEmit: true };
  const roots = [`/${name}`, ...(packs.includes('node') ? ['/node_modules/@types/node/index.d.ts'] : [])];
  const program = ts.createProgram({ rootNames: roots, options, host });
  return ts.getPreEmitDiagnostics(program).map((diagnostic) => `${diagnostic.file?.fileName ?? ''}: ${ts.flattenDiagnosticMessageText(diagnostic.messageText, ' ')}`);
}

test('an Express program is typed by its pack and Node\'s, as a module and as CommonJS', () => {
  const program = "const app = express(); app.get('/:id', (request, response) => { const n: string = request.params.id; response.status(201).json({ n }); }); app.listen(3000);";
  expect(complaints(['node', 'express'], 'server.mts', `import express from 'express'; ${program}`)).toEqual([]);
  expect(complaints(['node', 'express'], 'server.cts', `import express = require('express'); ${program}`)).toEqual([]);
});

test('a Fastify program is typed by its pack and Node\'s', () => {
  expect(complaints(['node', 'fastify'], 'server.mts', "import Fastify from 'fastify'; const app = Fastify(); app.get('/', async (request, reply) => reply.code(200).send(request.url)); await app.listen({ port: 3000 });")).toEqual([]);
});

test('what is wrong is found', () => {
  expect(complaints(['node', 'express'], 'server.mts', "import express from 'express'; express().lisen(3000);")).toEqual([expect.stringContaining("Property 'lisen' does not exist")]);
});

test('packs hold declarations and the manifests that lead to them, Node\'s only once', () => {
  const names = Object.values(files).flatMap((pack) => Object.keys(pack));
  expect(names.filter((name) => !/(?:\.d\.[cm]?ts|\/package\.json)$/.test(name))).toEqual([]);
  expect(new Set(names.filter((name) => name.includes('@types/node/'))).size).toBe(names.filter((name) => name.includes('@types/node/')).length);
});
