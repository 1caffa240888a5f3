// Sites that are built from other lessons: a mistake in one is shown with file and line instead of a blank page; one that asks for a container that can't
// be had runs in the embedded one.
import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import sirv from 'sirv';
import { expectNoComplaints } from './axe.ts';
import { expect, press, test } from './journey.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

// In one worker: one built site for both of them.
test.describe.configure({ mode: 'default' });

let folder: string;
let server: Server;

test.beforeAll(async () => {
  test.setTimeout(600_000);
  folder = mkdtempSync(join(tmpdir(), 'backlot-broken-'));
  const lessons = join(folder, 'lessons');
  cpSync(join(root, 'lessons'), lessons, { recursive: true, filter: (path) => !path.includes('node_modules') });
  const broken = join(lessons, '01-rest/03-create-user/lesson.md');
  writeFileSync(broken, readFileSync(broken, 'utf8').replace('port: 3000', 'prot: 3000'));
  const asking = join(lessons, '01-rest/01-first-server/lesson.md');
  writeFileSync(asking, readFileSync(asking, 'utf8').replace('port: 3000', 'port: 3000\ncontainer: webcontainer'));
  // In the one other language that the interface speaks.
  const translated = join(lessons, '01-rest/02-list-users');
  const original = readFileSync(join(translated, 'lesson.md'), 'utf8');
  writeFileSync(join(translated, 'lesson.en-XA.md'), `---\ntitle: Ŀíšŧ\nsummary: Ŀíšŧ\n---\n\nŤŕáñšłáŧéđ.\n\n${original.match(/^## .*$/gm)?.map((_, index) => `## Ťášķ ${index + 1}\n`).join('\n') ?? ''}`);
  writeFileSync(join(lessons, 'course.yaml'), readFileSync(join(lessons, 'course.yaml'), 'utf8').replace('locales: [en]', 'locales: [en, en-XA]'));
  const site = join(folder, 'site');
  await promisify(execFile)(process.execPath, [join(root, 'node_modules/vite/bin/vite.js'), 'build', '--outDir', site, '--emptyOutDir'], {
    cwd: root,
    env: { ...process.env, BACKLOT_LESSONS_DIR: lessons, BACKLOT_ALLOW_BROKEN_LESSONS: '1' },
  });
  server = createServer(sirv(site));
  await new Promise<void>((resolve) => server.listen(0, resolve));
});

test.afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

test('the page names the file and the line of a mistake in a lesson, and other lessons still work', async ({ page }) => {
  const { port } = server.address() as AddressInfo;
  await page.goto(`http://localhost:${port}/#/rest/create-user?stack=fastify`);
  const alert = page.getByRole('alert').filter({ hasText: 'This lesson cannot be shown' });
  await expect(alert).toContainText(/01-rest\/03-create-user\/lesson\.md:\d+/);
  await expect(alert).toContainText('prot');
  await page.emulateMedia({ reducedMotion: 'reduce' });
  for (const width of [1440, 390]) {
    await page.setViewportSize({ width, height: 844 });
    // The layout of the other width may still have to be fetched.
    await expect(alert).toBeVisible();
    await expectNoComplaints(page, `a broken lesson at ${width}`);
  }
  await page.setViewportSize({ width: 1440, height: 844 });
  await page.getByRole('link', { name: 'Previous: List users' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'List users' })).toBeVisible();
  await expect(page.getByRole('radio', { name: 'Fastify', exact: true })).toBeChecked();
});

test('a lesson is shown in the language of the interface where it is translated', async ({ page }) => {
  const { port } = server.address() as AddressInfo;
  const heading = page.getByRole('heading', { level: 1 });
  const prose = page.getByText('Ťŕáñšłáŧéđ.', { exact: true });
  await page.goto(`http://localhost:${port}/?locale=en-XA#/rest/list-users?stack=express`);
  await expect(heading).toHaveText('Ŀíšŧ');
  await expect(heading).toHaveAttribute('lang', 'en-XA');
  await expect(prose).toBeVisible();
  await expect(page.getByRole('link', { name: 'Ťášķ 1', exact: true })).toBeVisible();
  await expect(page.locator('#panel-checks').getByRole('heading', { name: 'Ťášķ 1', exact: true })).toBeVisible();
  await page.goto(`http://localhost:${port}/#/rest/list-users?stack=express`);
  await expect(heading).toHaveText('List users');
  await expect(prose).toHaveCount(0);
});

test('a lesson that asks for WebContainer falls back to the embedded container where it can not be had, and says why', async ({ page }) => {
  const { port } = server.address() as AddressInfo;
  await page.goto(`http://localhost:${port}/#/rest/first-server?stack=express`);
  await press(page, 'Run');
  await expect(page.getByText(/WebContainer can't be had here.*not cross-origin isolated/)).toBeVisible();
  await expect(page.getByRole('button', { name: /^What runs programs: Node .* embedded$/ })).toBeVisible();
});
