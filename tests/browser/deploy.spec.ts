// The built site on other people's servers: a plain file server under a sub-path, nginx, and a host that isolates the page. Each journey runs a program,
// judges it, and opens a preview.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { SITE_FOLDER } from '../../tools/serve/build-once.ts';
import { serve } from '../../tools/serve/server.ts';
import { checkOf, consoleOf, editorOf, expect, press, test, typeProgram } from './journey.ts';

let folder: string;
test.beforeEach(() => {
  test.setTimeout(150_000);
  folder = mkdtempSync(join(tmpdir(), 'backlot-deploy-'));
});
test.afterEach(() => rmSync(folder, { recursive: true, force: true }));

const has = (command: string): boolean => spawnSync(command, ['-h'], { stdio: 'ignore' }).error === undefined;

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Starts a server and waits until it answers. */
async function start(command: string, args: readonly string[], address: string): Promise<ChildProcess> {
  const child = spawn(command, args, { stdio: 'ignore' });
  await expect.poll(() => fetch(address).then((response) => response.status, () => 0), { timeout: 20_000 }).toBe(200);
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
  await expect(editorOf(page)).toBeAttached({ timeout: 60_000 });
  // A machine with much else to do may take longer than a program is given to listen.
  await expect(async () => {
    await press(page, 'Check');
    await expect(checkOf(page, 'GET /users still answers 200 with JSON, without password hashes')).toContainText('Passed');
  }).toPass({ timeout: 90_000 });
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
    await work(page, `http://127.0.0.1:${port}/`);
  } finally {
    await stop(server);
  }
});

test('a host that isolates the page: programs have SharedArrayBuffer there, previews work too', async ({ page }) => {
  const site = await serve({ folder: SITE_FOLDER, port: 0, isolated: true });
  try {
    await work(page, site.url);
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
    await typeProgram(page, 'console.log(typeof SharedArrayBuffer, new SharedArrayBuffer(8).byteLength);\n');
    await press(page, 'Run');
    await expect(consoleOf(page)).toContainText('function 8');
  } finally {
    await site.close();
  }
});

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
