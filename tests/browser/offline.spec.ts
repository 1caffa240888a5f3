// Without a network, and from one version to the next: the built site on a host that can be cut off, changed and broken.
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import sirv from 'sirv';
import { PROJECT_ROOT, SITE_FOLDER } from '../../tools/serve/build-once.ts';
import { buildWorker, listSite, WORKER_FILE } from '../../tools/service-worker/build.ts';
import { consoleOf, courseFile, editorOf, expect, expectAllPass, press, test, typeProgram } from './journey.ts';

interface Host {
  readonly url: string;
  readonly folder: string;
  /** paths of which the answers break off */
  readonly broken: Set<string>;
  close(): Promise<void>;
}

/** @param headers are sent with every file */
async function startHost(headers: Readonly<Record<string, string>> = {}): Promise<Host> {
  const folder = mkdtempSync(join(tmpdir(), 'backlot-offline-'));
  cpSync(SITE_FOLDER, folder, { recursive: true });
  const broken = new Set<string>();
  // `dev`: looks at the files anew with each request.
  const files = sirv(folder, { dev: true });
  const server: Server = createServer((request, response) => {
    const path = (request.url ?? '/').replace(/^\/site\//, '').replace(/\?.*$/, '');
    if (broken.has(path)) {
      response.writeHead(200, { 'Content-Type': 'text/javascript', 'Content-Length': '100000' });
      response.write('half of ');
      setImmediate(() => response.destroy());
      return;
    }
    request.url = `/${path}`;
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    files(request, response, () => void response.writeHead(404).end());
  });
  await new Promise<void>((resolve) => server.listen(0, resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://localhost:${port}/site/`,
    folder,
    broken,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Puts a new release in place of the one that is there: another first page, a file that was not there before, another worker. @returns that file */
async function release(host: Host, name: string): Promise<string> {
  const added = `assets/added-${name}.js`;
  writeFileSync(join(host.folder, added), 'export {};\n');
  const index = join(host.folder, 'index.html');
  writeFileSync(index, readFileSync(index, 'utf8').replace('<html lang="en"', `<html lang="en" data-release="${name}"`));
  writeFileSync(join(host.folder, WORKER_FILE), await buildWorker(listSite(host.folder, name), true));
  return added;
}

async function visit(page: Page, host: Host): Promise<void> {
  await page.goto(`${host.url}#/rest/create-user?stack=express`);
  await expect(page.getByRole('heading', { level: 1, name: 'Create a user' })).toBeVisible();
}

const kept = (page: Page) => expect(page.locator('html')).toHaveAttribute('data-offline', 'ready', { timeout: 150_000 });

let host: Host;
test.beforeEach(async () => {
  test.setTimeout(400_000);
  expect(existsSync(SITE_FOLDER), `${PROJECT_ROOT} is built`).toBe(true);
  host = await startHost();
});
test.afterEach(() => host.close());

test('after the first visit everything works without a network: editing, running, checking, other lessons', async ({ page, context }) => {
  await visit(page, host);
  await kept(page);
  await host.close();
  await context.setOffline(true);
  await page.reload();
  await typeProgram(page, courseFile('01-rest/03-create-user/stacks/express/solution/server.js'));
  await press(page, 'Check');
  await expectAllPass(page, 4);
  await page.getByRole('link', { name: 'Next: Read one user' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Read one user' })).toBeVisible();
  await expect(editorOf(page)).toBeAttached();
  await press(page, 'Run');
  await expect(consoleOf(page)).toContainText('listening on');
  expect(await page.evaluate(() => document.fonts.load('1em "JetBrains Mono Variable"').then((fonts) => fonts.map(({ status }) => status)))).toContain('loaded');
});

test('a lesson with Postgres works without a network, also where another lesson was the first visit', async ({ page, context }) => {
  await visit(page, host);
  await kept(page);
  await host.close();
  await context.setOffline(true);
  await page.goto(`${host.url}#/database/users-in-postgres?stack=express`);
  await page.reload();
  await typeProgram(page, courseFile('02-database/01-users-in-postgres/stacks/express/solution/server.js'));
  await press(page, 'Check');
  await expectAllPass(page, 10);
  await page.keyboard.press('Alt+9');
  await expect(page.getByRole('region', { name: 'Database', exact: true }).getByRole('button', { name: /^users \d+ rows$/ })).toBeVisible();
});

test('an isolated page runs and checks without a network too, and its console stays clean', async ({ page, context }) => {
  const isolated = await startHost({ 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'credentialless' });
  await visit(page, isolated);
  await kept(page);
  await isolated.close();
  await context.setOffline(true);
  await page.reload();
  await expect(page.getByRole('heading', { level: 1, name: 'Create a user' })).toBeVisible();
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  await typeProgram(page, "import { createServer } from 'node:http';\ncreateServer((request, response) => response.end('here without a network')).listen(3000);\n");
  await press(page, 'Check');
  await expect(page.getByText(/\d of 4 pass/)).toBeVisible();
});

test('a new version is announced when it is complete, and used when the learner likes', async ({ page }) => {
  await visit(page, host);
  await kept(page);
  host.broken.add(await release(host, 'second01'));
  // The download breaks off: nothing is said and nothing changes.
  const failed = await page.evaluate(async () => {
    const registration = (await navigator.serviceWorker.getRegistration())!;
    const found = new Promise<string>((resolve) => registration.addEventListener('updatefound', () => {
      const worker = registration.installing!;
      worker.addEventListener('statechange', () => resolve(worker.state));
    }, { once: true }));
    await registration.update();
    return found;
  });
  expect(failed).toBe('redundant');
  await page.reload();
  await expect(page.getByRole('heading', { level: 1, name: 'Create a user' })).toBeVisible();
  await expect(page.locator('html')).not.toHaveAttribute('data-release');
  await expect(page.getByText('A new version of Backlot is ready')).toHaveCount(0);

  host.broken.clear();
  await page.evaluate(async () => (await navigator.serviceWorker.getRegistration())!.update());
  const notice = page.getByText('A new version of Backlot is ready');
  await expect(notice).toBeVisible({ timeout: 150_000 });
  await expect(page.locator('html')).not.toHaveAttribute('data-release');
  await page.getByRole('button', { name: 'Load it now' }).click();
  await expect(page.locator('html')).toHaveAttribute('data-release', 'second01');
  await expect(page.getByRole('heading', { level: 1, name: 'Create a user' })).toBeVisible();
  // Of the version before nothing is left.
  await expect.poll(() => page.evaluate(async () => (await caches.keys()).length)).toBe(1);
});
