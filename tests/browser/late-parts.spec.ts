// What a program does without it is not given: the pieces of Node's library for cryptography, compression and HTTP/2 are fetched and evaluated
// for programs that speak of them, and for no others.
import type { Page } from '@playwright/test';
import { expect, test } from './harness.ts';

/** How long a program has run when the page fetches for it what it may come to want (host/frame.ts). */
const CALM_MS = 250;

let fetched: string[];

test.beforeEach(({ page }) => {
  fetched = [];
  page.on('request', (request) => fetched.push(new URL(request.url()).pathname));
});

const parts = (): string[] => fetched.flatMap((path) => /node-(crypto|zlib|http2)/.exec(path)?.[1] ?? []).sort();

/** What process.moduleLoadList has of the pieces, printed by a server of each kind once it has answered a request of its own. */
const SERVERS = {
  bare: `
    const http = require('node:http');
    const server = http.createServer((request, response) => response.end('hello')).listen(3000, () => {
      http.get('http://localhost:3000', (response) => response.on('end', report).resume());
    });`,
  hashing: `
    const http = require('node:http');
    const { createHash } = require('node:crypto');
    const server = http.createServer((request, response) => response.end(createHash('sha256').digest('hex'))).listen(3000, () => {
      http.get('http://localhost:3000', (response) => response.on('end', report).resume());
    });`,
} as const;
const REPORT = `
    function report() {
      // The names are put together, so that the text speaks of none.
      const loaded = ['cryp' + 'to', 'zl' + 'ib', 'htt' + 'p2'].filter((name) => process.moduleLoadList.some((id) => id.includes(name)));
      console.log('loaded: ' + loaded.join(' '));
      server.closeAllConnections();
      server.close();
    }`;

/** Runs a server to its end, in a container that stays. */
async function run(page: Page, server: keyof typeof SERVERS): Promise<string> {
  const source = SERVERS[server] + REPORT;
  const { stdout, stderr } = await page.evaluate(
    (text) => globalThis.harness.runCase({ id: 'late-parts', entry: 'server.js', args: [], env: {}, files: { 'server.js': text }, packages: [], timeout: 60_000 }),
    source,
  );
  return stdout + stderr;
}

test('a bare HTTP server does not evaluate crypto, zlib and http2, nor wait for them: they are fetched when it runs, for what its text does not show', async ({ page }) => {
  const before = await page.evaluate(() => performance.now());
  expect(await run(page, 'bare')).toBe('loaded: \n');
  const fetchedAt = await page.evaluate(() => performance.getEntriesByType('resource').flatMap(({ name, startTime }) => (/node-(crypto|zlib|http2)/.test(name) ? [startTime] : [])));
  // Not when the container boots, and not with the program.
  for (const time of fetchedAt) expect(time).toBeGreaterThan(before + CALM_MS);
});

test('a server that hashes has crypto and no zlib; those after it that do not hash do without again', async ({ page }) => {
  expect(await run(page, 'hashing')).toBe('loaded: crypto\n');
  expect(parts()).toContain('crypto');
  // The spare process that has booted meanwhile went by the server before.
  await expect.poll(() => run(page, 'bare')).toBe('loaded: \n');
});

test('packages that hash, compress and can speak HTTP/2 find the pieces, which the page fetches once', async ({ page }) => {
  const express = `
    const app = require('express')();
    const server = app.get('/', (request, response) => response.send('hello')).listen(3000, async () => {
      const response = await require('axios').get('http://localhost:3000');
      console.log(response.headers.etag, response.data);
      server.closeAllConnections();
      server.close();
    });`;
  const outcome = await page.evaluate(
    (text) => globalThis.harness.runCase({ id: 'late-parts', entry: 'server.js', args: [], env: {}, files: { 'server.js': text }, packages: ['express', 'axios'], timeout: 60_000 }),
    express,
  );
  expect(outcome).toMatchObject({ stdout: 'W/"5-qvTGHdzF6KLavt4PO0gs2a6pQ00" hello\n', stderr: '', code: 0 });
  expect(parts()).toEqual(['crypto', 'http2', 'zlib']);
});

test('a module whose name nothing shows, and that is wanted at once, is refused with its name, and is there in the next run', async ({ page }) => {
  const runs = await page.evaluate(async () => {
    // Neither the text nor the arguments say what is loaded.
    const text = "module['req' + 'uire']('cr' + 'yp' + 'to').randomUUID(); console.log('loaded');";
    const once = () => globalThis.harness.runCase({ id: 'late-parts', entry: 'a.js', args: [], env: {}, files: { 'a.js': text }, packages: [], timeout: 60_000 });
    return [await once(), await once()];
  });
  // A machine that takes long to begin has it in the first run.
  expect(`${runs[0]?.stdout}${runs[0]?.stderr}`).toMatch(/^loaded\n$|Node's crypto library has not been loaded into the page yet\./);
  expect(runs[1]).toMatchObject({ stdout: 'loaded\n', code: 0 });
});

test('a program that comes over standard input may load what it likes', async ({ page }) => {
  const outcome = await page.evaluate(() =>
    globalThis.harness.runCase({ id: 'late-parts', entry: '-', args: [], env: {}, stdin: "console.log(require('node:zlib').gunzipSync(require('node:zlib').gzipSync('text')).toString())", files: {}, packages: [], timeout: 60_000 }),
  );
  expect(outcome).toMatchObject({ stdout: 'text\n', stderr: '', code: 0 });
});
