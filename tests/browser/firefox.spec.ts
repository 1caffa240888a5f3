// The built site in Firefox, driven over WebDriver BiDi: it boots, runs lessons in Express and in Fastify, judges and stops them, and answers requests
// to a preview's address.
import { test } from '@playwright/test';
import { launch, type Browser, type Page } from 'puppeteer-core';
import { findFirefox } from '../../tools/browsers/firefox.ts';

const executablePath = findFirefox();
let browser: Browser;
let page: Page;

test.describe.configure({ mode: 'default' });
test.skip(executablePath === undefined, 'There is no Firefox here: install it, or set BACKLOT_FIREFOX to the path of one.');

test.beforeAll(async () => {
  test.setTimeout(180_000);
  browser = await launch({ browser: 'firefox', executablePath, headless: true, protocolTimeout: 120_000 });
});
test.afterAll(() => browser?.close());
test.beforeEach(async () => {
  test.setTimeout(180_000);
  page = await browser.newPage();
  page.setDefaultTimeout(90_000);
  await page.setViewport({ width: 1440, height: 900 });
});

async function openLesson(baseURL: string | undefined, stack: string): Promise<void> {
  await page.goto(`${baseURL}#/rest/create-user?stack=${stack}`);
  await page.waitForSelector('.monaco-editor textarea');
}
test.afterEach(() => page.close());

const click = (name: string): Promise<void> => page.locator(`::-p-aria([name="${name}"][role="button"])`).click();
const seen = (text: string): Promise<unknown> => page.waitForFunction((wanted) => document.body.innerText.includes(wanted), {}, text);

for (const stack of ['express', 'fastify']) {
test(`a lesson in ${stack} runs and is judged`, async ({ baseURL }) => {
  await openLesson(baseURL, stack);
  await click('Run');
  await seen('listening on http://localhost:3000');
  await click('Check');
  await page.waitForFunction(() => {
    const check = document.querySelector('[aria-label="GET /users still answers 200 with JSON, without password hashes"]');
    return check?.textContent?.includes('Passed') ?? false;
  });
  await page.waitForFunction(() => document.querySelector('[aria-label="POST /users answers 201 with the user and its id"]')?.textContent?.includes('Failed') ?? false);
  await click('Stop');
  await seen('Stopped');
});
}

test('the address of a preview answers what the server answers', async ({ baseURL }) => {
  await openLesson(baseURL, 'express');
  await click('Run');
  await seen('listening on http://localhost:3000');
  await page.waitForFunction(async () => {
    const response = await fetch('port/3000/users');
    return response.ok && (response.headers.get('content-type') ?? '').includes('json') && Array.isArray(await response.json());
  });
});
