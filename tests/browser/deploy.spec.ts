// The built site on other people's servers: a plain file server under a sub-path, nginx, hosts that isolate the page, and two that keep the rules of GitHub
// Pages and of Netlify. Each journey runs a program, judges it, and opens a preview.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import type { Page } from '@playwright/test';
import { SITE_FOLDER } from '../../tools/serve/build-once.ts';
import { freePort } from '../../tools/serve/free-port.ts';
import { serve } from '../../tools/serve/server.ts';
import { checkOf, consoleOf, editorOf, expect, press, test, typeProgram } from './journey.ts';

let folder: string;
test.beforeEach(() => {
  test.setTimeout(300_000);
  folder = mkdtempSync(join(tmpdir(), 'backlot-deploy-'));
});
test.afterEach(() => rmSync(folder, { recursive: true, force: true }));

const has = (command: string): boolean => spawnSync(command, ['-h'], { stdio: 'ignore' }).error === undefined;

/** Starts a server and waits until it answers. */
async function start(command: string, args: readonly string[], address: string): Promise<ChildProcess> {
  const child = spawn(command, args, { stdio: 'ignore' });
  await expect.poll(() => fetch(address).then((response) => response.status, () => 0)).toBe(200);
  return child;
}

async function stop(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill();
  await ended;
}

/** Opens the site, runs and checks a lesson, and opens its server in a tab. */
async function work(page: Page, address: string): Promise<void> {
  await page.goto(`${address}#/rest/create-user?stack=express`);
  await expect(editorOf(page)).toBeAttached();
  await press(page, 'Run');
  await expect(consoleOf(page)).toContainText('listening on http://localhost:3000');
  await press(page, 'Check');
  await expect(checkOf(page, 'GET /users still answers 200 with JSON, without password hashes')).toContainText('Passed');
  const opened = page.context().waitForEvent('page');
  await page.getByRole('button', { name: 'Open port 3000 in a tab' }).click();
  const tab = await opened;
  await expect(tab).toHaveURL(`${address}port/3000/`);
  await tab.goto(`${address}port/3000/users`);
  await expect(tab.locator('body')).toContainText('"name"');
}

test('a plain file server, below a path', async ({ page }) => {
  test.skip(!has('python3'), 'there is no python3 here');
  cpSync(SITE_FOLDER, join(folder, 'some', 'course'), { recursive: true });
  const port = await freePort();
  const server = await start('python3', ['-m', 'http.server', String(port), '--bind', '127.0.0.1', '--directory', folder], `http://127.0.0.1:${port}/`);
  try {
    await work(page, `http://127.0.0.1:${port}/some/course/`);
  } finally {
    await stop(server);
  }
});

test('nginx, as the README sets it up', async ({ page }) => {
  test.skip(!has('nginx'), 'there is no nginx here');
  const port = await freePort();
  mkdirSync(join(folder, 'tmp'));
  cpSync(SITE_FOLDER, join(folder, 'site'), { recursive: true });
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder}/tmp/${name};`).join(' ');
  writeFileSync(join(folder, 'nginx.conf'), `daemon off; worker_processes 1; pid ${folder}/pid; error_log ${folder}/error.log;
${process.getuid?.() === 0 ? 'user root;' : ''}
events {}
http {
  include /etc/nginx/mime.types;
  access_log off; ${temporary}
  server {
    listen 127.0.0.1:${port};
    root ${folder}/site;
    location /assets/ { add_header Cache-Control "public, max-age=31536000, immutable"; }
    location / { add_header Cache-Control "no-cache"; }
  }
}
`);
  const server = await start('nginx', ['-c', join(folder, 'nginx.conf'), '-p', folder], `http://127.0.0.1:${port}/`);
  try {
    const answers = page.context();
    const seen: [path: string, server: string | undefined, caching: string | undefined][] = [];
    answers.on('response', (response) => {
      const { pathname } = new URL(response.url());
      if (!response.fromServiceWorker()) seen.push([pathname, response.headers()['server'], response.headers()['cache-control']]);
    });
    await work(page, `http://127.0.0.1:${port}/`);
    expect(seen.find(([path]) => path === '/')).toEqual(['/', expect.stringMatching(/^nginx/), 'no-cache']);
    expect(seen.find(([path]) => /^\/assets\/index-.*\.js$/.test(path))?.slice(1)).toEqual([expect.stringMatching(/^nginx/), 'public, max-age=31536000, immutable']);
  } finally {
    await stop(server);
  }
});

/** Serves the site by the given rules. */
async function serveBy(answer: (path: string, response: ServerResponse) => void): Promise<{ port: number; close(): Promise<void> }> {
  const server = createServer((request, response) => answer(decodeURIComponent(new URL(request.url ?? '/', 'http://host').pathname), response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const TYPES: Readonly<Record<string, string>> = { html: 'text/html; charset=utf-8', js: 'application/javascript; charset=utf-8', css: 'text/css; charset=utf-8', json: 'application/json; charset=utf-8', svg: 'image/svg+xml', wasm: 'application/wasm', woff2: 'font/woff2', txt: 'text/plain; charset=utf-8' };

/** The site's file at a path, or the index of the folder there. */
function siteFile(path: string): { file: string; type: string } | undefined {
  const file = join(SITE_FOLDER, path.endsWith('/') ? `${path}index.html` : path);
  if (!existsSync(file) || !statSync(file).isFile()) return undefined;
  return { file, type: TYPES[extname(file).slice(1)] ?? 'application/octet-stream' };
}

test('below a repository’s name, as GitHub Pages serves it: folders by redirect, 404.html, ten minutes in caches', async ({ page }) => {
  const site = await serveBy((path, response) => {
    const below = path.startsWith('/course/') ? path.slice('/course'.length) : undefined;
    const found = below === undefined ? undefined : siteFile(below);
    if (found !== undefined) return void response.writeHead(200, { 'Content-Type': found.type, 'Cache-Control': 'max-age=600', 'Access-Control-Allow-Origin': '*' }).end(readFileSync(found.file));
    if (path === '/course' || (below !== undefined && siteFile(`${below}/`) !== undefined)) return void response.writeHead(301, { Location: `${path}/` }).end();
    const own = siteFile('/404.html');
    response.writeHead(404, { 'Content-Type': 'text/html; charset=utf-8' }).end(own === undefined ? '<h1>404</h1>There isn\'t a GitHub Pages site here.' : readFileSync(own.file));
  });
  try {
    await work(page, `http://127.0.0.1:${site.port}/course/`);
  } finally {
    await site.close();
  }
});

/** The rules of a `_headers` file (https://docs.netlify.com/routing/headers/): a path with `*` at its end, then header lines that are indented. */
function readHeaderRules(text: string): { path: RegExp; headers: [string, string][] }[] {
  const rules: { path: RegExp; headers: [string, string][] }[] = [];
  for (const line of text.split('\n')) {
    if (/^\s*(#|$)/.test(line)) continue;
    if (!/^\s/.test(line)) rules.push({ path: new RegExp(`^${line.trim().replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`), headers: [] });
    else rules.at(-1)?.headers.push([line.slice(0, line.indexOf(':')).trim(), line.slice(line.indexOf(':') + 1).trim()]);
  }
  return rules;
}

test('as Netlify serves it: the headers of _headers, pretty addresses', async ({ page }) => {
  const rules = readHeaderRules(readFileSync(join(SITE_FOLDER, '_headers'), 'utf8'));
  expect(rules.length).toBeGreaterThan(0);
  const site = await serveBy((path, response) => {
    // "Pretty URLs": a page is found without its ending, too.
    const found = siteFile(path) ?? siteFile(`${path}.html`) ?? siteFile(`${path}/`);
    const headers = new Headers({ 'Cache-Control': 'public, max-age=0, must-revalidate' });
    for (const rule of rules) if (rule.path.test(path)) for (const [name, value] of rule.headers) headers.set(name, value);
    if (found === undefined) return void response.writeHead(404).end('Not Found');
    headers.set('Content-Type', found.type);
    response.writeHead(200, Object.fromEntries(headers)).end(readFileSync(found.file));
  });
  try {
    await work(page, `http://127.0.0.1:${site.port}/`);
    const headers = await page.evaluate(async () => Object.fromEntries((await fetch('headless', { cache: 'no-store' })).headers));
    expect(headers).toMatchObject({ 'cross-origin-embedder-policy': 'require-corp', 'cross-origin-resource-policy': 'cross-origin' });
  } finally {
    await site.close();
  }
});

for (const policy of ['require-corp', 'credentialless'] as const) {
  test(`a host that isolates the page by ${policy}: programs have SharedArrayBuffer there, previews work too`, async ({ page }) => {
    const site = await serveBy((path, response) => {
      const found = siteFile(path);
      const headers = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': policy };
      if (found === undefined) response.writeHead(404, headers).end();
      else response.writeHead(200, { ...headers, 'Content-Type': found.type }).end(readFileSync(found.file));
    });
    try {
      await work(page, `http://127.0.0.1:${site.port}/`);
      expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
      await typeProgram(page, "import { createServer } from 'node:http';\ncreateServer((request, response) => response.setHeader('Content-Type', 'text/html').end('<h1>isolated</h1>')).listen(3000);\nconsole.log(typeof SharedArrayBuffer, new SharedArrayBuffer(8).byteLength);\n");
      await press(page, 'Run');
      await expect(consoleOf(page)).toContainText('function 8');
      await page.getByRole('tab', { name: 'Preview' }).click();
      await expect(page.getByRole('region', { name: 'Preview' }).frameLocator('iframe').frameLocator('iframe').getByRole('heading', { name: 'isolated' })).toBeVisible();
    } finally {
      await site.close();
    }
  });
}

test('a configuration is read when the page opens, and its mistakes are named', async ({ page }) => {
  cpSync(SITE_FOLDER, folder, { recursive: true });
  writeFileSync(join(folder, 'backlot.config.json'), JSON.stringify({ title: 'Our course', defaultStack: 'fastify', container: 'docker', links: [{ title: 'Ask for help', url: 'https://help.example.org/' }] }));
  const site = await serve({ folder, port: 0 });
  try {
    await page.goto(site.url);
    await expect(page).toHaveTitle(/Our course/);
    await expect(page).toHaveURL(/stack=fastify/);
    await expect(page.getByText('backlot.config.json: "container" is "docker"; expected "embedded" or "webcontainer"')).toBeVisible();
    await page.getByRole('button', { name: /^All lessons/ }).click();
    await expect(page.getByRole('link', { name: 'Ask for help' })).toHaveAttribute('href', 'https://help.example.org/');
  } finally {
    await site.close();
  }
});

test('a configuration sets the language of the interface; the reader’s own choice comes first', async ({ page }) => {
  cpSync(SITE_FOLDER, folder, { recursive: true });
  writeFileSync(join(folder, 'backlot.config.json'), JSON.stringify({ locale: 'en-XA' }));
  const site = await serve({ folder, port: 0 });
  try {
    await page.goto(`${site.url}#/rest/create-user?stack=express`);
    await expect(page.locator('html')).toHaveAttribute('lang', 'en-XA');
    await expect(page.getByRole('button', { name: /^⟦Çĥéçķ/ }).first()).toBeVisible();
    await page.goto(`${site.url}?locale=en#/rest/create-user?stack=express`);
    await expect(page.getByRole('button', { name: 'Check', exact: true })).toBeVisible();
  } finally {
    await site.close();
  }
});
