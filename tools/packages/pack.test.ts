// Packs the lessons' real packages. The first time that takes the npm registry, afterwards the cache.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { decodePack, packedBytes, packedCompilation, type Pack } from '../../src/container/embedded/kernel/packs.ts';
import { collectLicenses, packPackages, type Manifest } from './pack.ts';

const scratch = mkdtempSync(join(tmpdir(), 'backlot-packs-'));
let manifest: Manifest = {};
beforeAll(async () => {
  manifest = await packPackages({ outDir: scratch });
}, 180_000);
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

function load(name: string): Pack {
  return decodePack(gunzipSync(readFileSync(join(scratch, 'packages', manifest[name]?.file ?? ''))));
}

/** Writes packs out as the container shows them, and runs a script there with nothing else installed. */
function runWith(names: readonly string[], script: string): string {
  const folder = mkdtempSync(join(scratch, 'run-'));
  for (const pack of names.map(load)) {
    for (const [path, entry] of Object.entries(pack.index)) {
      const target = join(folder, 'node_modules', path);
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, packedBytes(pack, entry));
    }
  }
  writeFileSync(join(folder, 'main.mjs'), script);
  return execFileSync(process.execPath, ['main.mjs'], { cwd: folder, encoding: 'utf8', env: { PATH: process.env['PATH'] } });
}

test('the manifest names each package with its file, version and licences', () => {
  expect(Object.keys(manifest)).toEqual(['express', 'fastify', 'nodemon', 'pg']);
  expect(manifest['express']).toMatchObject({ version: '5.3.0', file: `express-${manifest['express']?.hash}.pack` });
  expect(manifest['fastify']?.licenses).toContainEqual({ name: 'pino', version: expect.any(String), license: 'MIT' });
  expect(readdirSync(join(scratch, 'packages')).sort()).toEqual([...Object.values(manifest).map(({ file }) => file), 'manifest.json'].sort());
});

test('a pack tells the commands of its packages, each beside the package', () => {
  expect(load('nodemon').commands).toMatchObject({ '.bin/nodemon': 'nodemon/bin/nodemon.js', '.bin/semver': 'semver/bin/semver.js' });
});

test('Express runs from its pack alone', () => {
  const script = `
    import express from 'express';
    const app = express().use(express.json({ limit: '1mb' }));
    app.post('/', (req, res) => res.json({ got: req.body }));
    const server = app.listen(0, async () => {
      const answer = await fetch('http://localhost:' + server.address().port, { method: 'POST', body: '{"a":"ü"}', headers: { 'content-type': 'application/json' } });
      console.log(await answer.text());
      server.close();
    });`;
  expect(runWith(['express'], script)).toBe('{"got":{"a":"ü"}}\n');
});

test('Fastify runs from its pack, also beside Express\'s', () => {
  const script = `
    import Fastify from 'fastify';
    const app = Fastify();
    const schema = { body: { type: 'object', required: ['a'] }, response: { 200: { type: 'object', properties: { a: { type: 'string' } } } } };
    app.post('/', { schema }, async (request) => request.body);
    for (const payload of [{ a: 'ok' }, {}]) console.log((await app.inject({ method: 'POST', url: '/', payload })).payload);`;
  const expected = '{"a":"ok"}\n{"statusCode":400,"code":"FST_ERR_VALIDATION","error":"Bad Request","message":"body must have required property \'a\'"}\n';
  expect(runWith(['fastify'], script)).toBe(expected);
  expect(runWith(['express', 'fastify'], script)).toBe(expected);
});

test('every module of a pack has its compiled form, the code of an unchanged one being its source', () => {
  const pack = load('fastify');
  const modules = Object.entries(pack.index).filter(([path]) => /\.[cm]?js$/.test(path));
  const missing = modules.filter(([, entry]) => packedCompilation(pack, entry) === undefined).map(([path]) => path);
  expect(missing).toEqual([]);
  const entry = pack.index['fastify/package.json'] ?? [0, 0];
  expect(packedCompilation(pack, entry)).toBeUndefined();
  const plain = pack.index['reusify/reusify.js'] ?? [0, 0];
  expect(packedCompilation(pack, plain)).toMatchObject({ kind: 'commonjs', code: new TextDecoder().decode(packedBytes(pack, plain)) });
});

test('the licence of each packed package, and of the types that the editor has, is collected with its text', async () => {
  const licenses = await collectLicenses();
  const packed = new Set(Object.values(manifest).flatMap((pack) => pack.licenses.map(({ name, version }) => `${name} ${version}`)));
  const collected = licenses.map(({ name, version }) => `${name} ${version}`);
  expect(collected).toEqual(expect.arrayContaining([...packed]));
  const others = collected.filter((name) => !packed.has(name));
  expect(others.some((name) => name.startsWith('@types/node '))).toBe(true);
  expect(others.filter((name) => !/^(@types\/|undici-types )/.test(name))).toEqual([]);
  expect(licenses.filter(({ text }) => text.length < 20)).toEqual([]);
});
