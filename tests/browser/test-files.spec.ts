// Checks that are node:test files: a lesson of our own, beside those of the course, whose checks import the learner's module and ask the learner's
// server (https://nodejs.org/docs/latest-v24.x/api/test.html). Their verdicts are those of the container's own node:test.
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Page } from '@playwright/test';
import sirv from 'sirv';
import { checkOf, editorOf, expect, expectAllPass, press, test, typeProgram } from './journey.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

const solution = `export const shop = 'Paper and Ink';

export async function total(order) {
  return order.reduce((sum, { price, amount }) => sum + price * amount, 0);
}
`;

const lesson: Readonly<Record<string, string>> = {
  'lesson.md': `---
title: Order totals
summary: A module adds up an order
focus: order.js
editable: ["order.js"]
entry: node server.js
port: 3000
time: 5
needs: []
---

A module is judged by calling it, a server by asking it.

## Add up an order

Return the sum of price times amount.
`,
  'checks/01-order.test.js': `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { total } from '../order.js';

// @check adds-up task=1
// An order of two pens and a book costs 17
test('total', async () => {
  assert.equal(await total([{ price: 3, amount: 2 }, { price: 11, amount: 1 }]), 17);
});

// @check names-shop
// GET / names the shop
test('server', async () => {
  const response = await fetch('http://localhost:3000/');
  assert.equal(response.status, 200);
  assert.deepEqual(await response.json(), { shop: 'Paper and Ink' });
});
`,
  'hints.md': `## adds-up

What does one line of the order cost?

## names-shop

Is the name still exported?
`,
  'stacks/express/start/package.json': `{
  "name": "orders",
  "private": true,
  "type": "module",
  "dependencies": { "express": "5.3.0" }
}
`,
  'stacks/express/start/server.js': `import express from 'express';
import { shop } from './order.js';

const app = express();

app.get('/', (request, response) => {
  response.json({ shop });
});

app.listen(3000);
`,
  'stacks/express/start/order.js': `export const shop = 'Paper and Ink';

export async function total(order) {
  return 0;
}
`,
  'stacks/express/solution/order.js': solution,
};

const adds = 'An order of two pens and a book costs 17';
const names = 'GET / names the shop';

let folder: string;
let server: Server;

// In one worker: one built site for all of them.
test.describe.configure({ mode: 'default' });

test.beforeAll(async () => {
  test.setTimeout(600_000);
  folder = mkdtempSync(join(tmpdir(), 'backlot-test-files-'));
  const lessons = join(folder, 'lessons');
  cpSync(join(root, 'lessons'), lessons, { recursive: true, filter: (path) => !path.includes('node_modules') });
  for (const [path, text] of Object.entries(lesson)) {
    const file = join(lessons, '01-rest/99-order-totals', path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  const site = join(folder, 'site');
  await promisify(execFile)(process.execPath, [join(root, 'node_modules/vite/bin/vite.js'), 'build', '--outDir', site, '--emptyOutDir'], {
    cwd: root,
    env: { ...process.env, BACKLOT_LESSONS_DIR: lessons },
  });
  server = createServer(sirv(site));
  await new Promise<void>((resolve) => server.listen(0, resolve));
});

test.afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

async function openOrders(page: Page): Promise<void> {
  const { port } = server.address() as AddressInfo;
  await page.goto(`http://localhost:${port}/#/rest/order-totals?stack=express`);
  await expect(page.getByRole('heading', { level: 1, name: 'Order totals' })).toBeVisible();
  await expect(editorOf(page)).toBeAttached();
}

test('a test file tells a wrong module from a right one, with what was expected and what came, and reaches the server', async ({ page }) => {
  await openOrders(page);
  await typeProgram(page, solution.replace('price * amount', 'price'));
  await press(page, 'Check');
  const failing = checkOf(page, adds);
  await expect(failing).toContainText('Failed');
  // It opens by itself, to what was expected and what came.
  await expect(failing.getByRole('definition')).toHaveText(['17', '14']);
  await expect(failing).toContainText('assert.equal(await total(');
  await expect(checkOf(page, names)).toContainText('Passed');

  await typeProgram(page, solution);
  await press(page, 'Check');
  await expectAllPass(page, 2);
  await expect(page.getByRole('heading', { name: /Add up an order.*done/ })).toBeVisible();
});

test('a test whose promise never settles is an error that says so, and the tests after it are run', async ({ page }) => {
  await openOrders(page);
  await typeProgram(page, solution.replace(/return .*/, 'await new Promise(() => {});'));
  await press(page, 'Check');
  await expect(checkOf(page, adds)).toContainText('The test did not end in time');
  await expect(checkOf(page, adds)).toContainText('Error');
  await expect(checkOf(page, names)).toContainText('Passed');
});

test('a test that loops for ever is ended and is an error, and the page goes on', async ({ page }) => {
  await openOrders(page);
  await typeProgram(page, solution.replace(/return .*/, 'for (;;) {}'));
  await press(page, 'Check');
  await expect(checkOf(page, adds)).toContainText('did not end within 10 seconds');
  // Only the first that does not pass opens by itself.
  await checkOf(page, names).getByRole('button', { name: `${names} Error` }).click();
  await expect(checkOf(page, names)).toContainText(`It was not reached: ${adds} stands before it`);

  await typeProgram(page, solution);
  await press(page, 'Check');
  await expectAllPass(page, 2);
});
