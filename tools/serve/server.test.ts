import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { PortTakenError, serve, type RunningServer, type ServeOptions } from './server.ts';

const folder = mkdtempSync(join(tmpdir(), 'backlot-serve-'));
let running: RunningServer | undefined;

async function start(options: Partial<ServeOptions> = {}): Promise<string> {
  running = await serve({ folder, port: 0, ...options });
  return running.url;
}

beforeAll(() => {
  mkdirSync(join(folder, 'assets'));
  mkdirSync(join(folder, 'packages'));
  writeFileSync(join(folder, 'index.html'), '<h1>site</h1>');
  writeFileSync(join(folder, 'assets', 'index-C4HERzC6.js'), '// page');
  writeFileSync(join(folder, 'assets', 'llhttp-57184a1614.wasm'), '\0asm');
  writeFileSync(join(folder, 'packages', 'manifest.json'), '{}');
});
afterEach(async () => {
  await running?.close();
  running = undefined;
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each([
  ['', 'text/html', 'no-cache'],
  ['assets/index-C4HERzC6.js', 'text/javascript', 'public, max-age=31536000, immutable'],
  ['assets/llhttp-57184a1614.wasm', 'application/wasm', 'public, max-age=31536000, immutable'],
  ['packages/manifest.json', 'application/json', 'no-cache'],
])('%j is sent with its type and may be kept as long as its name says', async (path, type, caching) => {
  const response = await fetch((await start()) + path);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toContain(type);
  expect(response.headers.get('cache-control')).toBe(caching);
});

test('what is not there is 404, and so is what lies outside the folder', async () => {
  const url = await start();
  expect((await fetch(`${url}nothing.js`)).status).toBe(404);
  expect((await fetch(`${url}..%2f..%2fetc%2fpasswd`)).status).toBe(404);
});

test('the site lives below a base path, and only there', async () => {
  const url = await start({ base: 'course' });
  expect(url).toMatch(/\/course\/$/);
  expect((await fetch(url)).status).toBe(200);
  expect((await fetch(url.slice(0, -1), { redirect: 'manual' })).headers.get('location')).toBe('/course/');
  expect((await fetch(new URL('/', url))).status).toBe(404);
});

test('isolation headers are sent only when asked for', async () => {
  expect((await fetch(await start())).headers.get('cross-origin-embedder-policy')).toBeNull();
  await running?.close();
  expect((await fetch(await start({ isolated: true }))).headers.get('cross-origin-embedder-policy')).toBe('credentialless');
});

test('both names of this machine are served', async () => {
  const { port } = new URL(await start());
  expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(200);
});

test('a port that is taken is told in words that help', async () => {
  const port = Number(new URL(await start()).port);
  await expect(serve({ folder, port })).rejects.toThrow(PortTakenError);
  await expect(serve({ folder, port })).rejects.toThrow(`Port ${port} is taken`);
});
