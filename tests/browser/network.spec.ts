// The Network panel: every exchange in one list, with who sent it.
import type { Locator, Page } from '@playwright/test';
import { expectNoComplaints } from './axe.ts';
import { checkAndWait, consoleOf, createFile, expect, openLesson, press, test, typeProgram } from './journey.ts';

const panelOf = (page: Page): Locator => page.getByRole('region', { name: 'Network', exact: true });
const listOf = (page: Page): Locator => panelOf(page).getByRole('listbox', { name: 'Exchanges' });
const rows = (page: Page): Locator => listOf(page).getByRole('option');

test.beforeEach(async ({ page }) => {
  await openLesson(page, 'rest/create-user', 'express');
});

test('checks and the learner\'s own requests are listed in order with who sent them, can be filtered, opened, sent again and cleared', async ({ page }) => {
  await page.getByRole('tab', { name: 'Network' }).click();
  await expect(panelOf(page)).toContainText('Every request in and out of your server appears here');
  await checkAndWait(page);
  await page.getByRole('tab', { name: 'Network' }).click();
  await expect(rows(page).first()).toHaveAccessibleName(/^POST \/users, \d+, from Check, /);
  await page.getByRole('tab', { name: 'Requests' }).click();
  await page.getByRole('textbox', { name: 'Path and query' }).fill('/nowhere?x=1');
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await expect(page.getByRole('region', { name: 'Response', exact: true })).toContainText('404');
  await page.getByRole('tab', { name: 'Network' }).click();
  await expect(rows(page).last()).toHaveAccessibleName(/^GET \/nowhere\?x=1, 404, from Requests, /);

  await panelOf(page).getByRole('searchbox', { name: 'Filter by path' }).fill('nowhere');
  await expect(rows(page)).toHaveCount(1);
  await expect(panelOf(page).getByRole('status')).toContainText(/^1 of \d+ exchanges/);
  await panelOf(page).getByRole('searchbox', { name: 'Filter by path' }).fill('');
  await panelOf(page).getByRole('combobox', { name: 'Sender' }).selectOption('Requests');
  await expect(rows(page)).toHaveCount(1);
  await panelOf(page).getByRole('combobox', { name: 'Sender' }).selectOption('Anyone');
  await panelOf(page).getByRole('combobox', { name: 'Method' }).selectOption('POST');
  await expect(rows(page).first()).toHaveAccessibleName(/^POST /);
  await panelOf(page).getByRole('combobox', { name: 'Status' }).selectOption('2xx');
  await expect(rows(page)).toHaveCount(0);
  await panelOf(page).getByRole('combobox', { name: 'Status' }).selectOption('Any status');

  // By keyboard alone: one tab stop, arrows, Enter.
  await listOf(page).focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('Enter');
  const details = panelOf(page).getByRole('region', { name: 'POST /users' });
  await details.getByRole('tab', { name: 'Request' }).click();
  await expect(details).toContainText('Content-Typeapplication/json');
  await expect(details.getByRole('group', { name: 'Body' })).toContainText('"name"');
  await details.getByRole('tab', { name: 'Timing' }).click();
  await expect(details).toContainText('Receiving');
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await details.getByRole('button', { name: 'Copy as curl' }).click();
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toMatch(/^curl --include http:\/\/localhost:3000\/users/);
  await details.getByRole('button', { name: 'Open in Requests' }).click();
  await expect(page.getByRole('combobox', { name: 'Method' })).toHaveValue('POST');

  await page.getByRole('tab', { name: 'Network' }).click();
  await press(page, 'Run');
  await expect(consoleOf(page)).toContainText('Run 2');
  await page.getByRole('button', { name: 'Clear the list of exchanges' }).click();
  await expect(rows(page)).toHaveCount(0);
});

test('what another program of the container asks of the server is listed too', async ({ page }) => {
  await createFile(page, 'ask.js');
  await typeProgram(page, "const response = await fetch('http://localhost:3000/asked', { method: 'POST', body: 'from a program' });\nconsole.log('answered', await response.text());\n", 'ask.js');
  await page.getByRole('tab', { name: 'server.js' }).click();
  await typeProgram(page, `import { createServer } from 'node:http';
import { spawn } from 'node:child_process';
createServer((request, response) => request.pipe(response)).listen(3000, () => spawn('node', ['ask.js'], { stdio: 'inherit' }));
`, 'server.js');
  await press(page, 'Run');
  await expect(consoleOf(page)).toContainText('answered from a program');
  await page.getByRole('tab', { name: 'Network' }).click();
  await expect(rows(page)).toHaveAccessibleName(/^POST \/asked, 200, from Program, /);
  await rows(page).click();
  await expect(panelOf(page).getByRole('group', { name: 'Body' })).toContainText('from a program');
});

test('exchanges stay across a restart, with a divider between the runs', async ({ page }) => {
  await checkAndWait(page);
  await page.getByRole('tab', { name: 'Network' }).click();
  // Three of the four checks ask, once each; the other one needs an id that none has been given.
  await expect(rows(page)).toHaveCount(3);
  await press(page, 'Run');
  await expect(consoleOf(page)).toContainText('Run 2');
  await expect(listOf(page)).toContainText('Run 2 · node server.js');
  await expect(rows(page)).toHaveCount(3);
});

test('of many exchanges only those in sight are drawn, and the newest and the oldest are a key away', async ({ page }) => {
  await typeProgram(page, `import { createServer } from 'node:http';\ncreateServer((request, response) => response.end('ok')).listen(3000, () => console.log('up'));\n`);
  await press(page, 'Run');
  await expect(consoleOf(page)).toContainText('up');
  await page.getByRole('tab', { name: 'Network' }).click();
  // As a page of the learner's server would, through its address in the browser.
  await expect.poll(() => page.evaluate(async () => (await fetch('./port/3000/items/first')).text())).toBe('ok');
  await page.getByRole('button', { name: 'Clear the list of exchanges' }).click();
  await page.evaluate(async () => {
    for (let index = 0; index < 600; index += 20) await Promise.all(Array.from({ length: 20 }, (_, at) => fetch(`./port/3000/items/${index + at}`).then((response) => response.text())));
  });
  await expect(panelOf(page).getByRole('status')).toHaveText('600 exchanges');
  expect(await rows(page).count()).toBeLessThan(80);
  await expect(rows(page).last()).toHaveAccessibleName(/^GET \/items\/5[89]\d, 200, from Preview,/);
  await listOf(page).focus();
  await page.keyboard.press('Home');
  await expect(rows(page).first()).toHaveAccessibleName(/^GET \/items\/1?\d,/);
});

test('nothing of the panel is out of reach of a screen reader, in both themes', async ({ page }) => {
  await checkAndWait(page);
  await page.getByRole('tab', { name: 'Network' }).click();
  await rows(page).first().click();
  await expectNoComplaints(page, 'the panel', '#panel-network');
});

test('a request of curl in the terminal is one exchange of the terminal, with what it sent and what it got', async ({ page }) => {
  await typeProgram(page, `import { createServer } from 'node:http';\ncreateServer((request, response) => request.pipe(response.setHeader('X-Echo', 'yes'))).listen(3000, () => console.log('up'));\n`);
  await press(page, 'Run');
  await expect(consoleOf(page)).toContainText('up');
  await page.getByRole('tab', { name: 'Terminal' }).click();
  const terminal = page.getByRole('region', { name: 'Terminal' });
  await expect(terminal.locator('.xterm-rows')).toContainText('/app $');
  await terminal.getByRole('textbox').focus();
  await page.keyboard.type("curl -s -d 'from curl' 'localhost:3000/echo?a=1'");
  await page.keyboard.press('Enter');
  await page.getByRole('tab', { name: 'Network' }).click();
  await expect(rows(page)).toHaveAccessibleName(/^POST \/echo\?a=1, 200, from Terminal, /);
  await rows(page).click();
  const details = panelOf(page).getByRole('region', { name: 'POST /echo?a=1' });
  await expect(details.getByRole('group', { name: 'Body' })).toContainText('from curl');
  await details.getByRole('tab', { name: /^Headers/ }).click();
  await expect(details).toContainText('X-Echo');
  await details.getByRole('tab', { name: 'Request' }).click();
  await expect(details).toContainText('curl/');
  await expect(details.getByRole('group', { name: 'Body' })).toContainText('from curl');
});

test('what the program asks of the outside world is listed with its host, and an answer that nobody gives with the reason', async ({ page }) => {
  await typeProgram(page, `import express from 'express';
const app = express();
app.get('/rates', async (request, response) => {
  const rates = await fetch('https://rates.example.com/today?base=EUR').catch((error) => ({ failed: error.cause?.message ?? error.message }));
  response.status(502).json(rates);
});
app.listen(3000, () => console.log('listening'));
`);
  await press(page, 'Run');
  await expect(consoleOf(page)).toContainText('listening');
  await page.getByRole('tab', { name: 'Requests' }).click();
  await page.getByRole('textbox', { name: 'Path and query' }).fill('/rates');
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await expect(page.getByRole('region', { name: 'Response', exact: true })).toContainText('502');
  await page.getByRole('tab', { name: 'Network' }).click();
  const outward = listOf(page).getByRole('option', { name: /rates\.example\.com\/today\?base=EUR/ });
  await expect(outward).toHaveAccessibleName(/^GET rates\.example\.com\/today\?base=EUR, .*from Program/);
  await outward.click();
  await expect(panelOf(page).getByRole('alert')).toContainText('No handler answers GET https://rates.example.com/today.');
});
