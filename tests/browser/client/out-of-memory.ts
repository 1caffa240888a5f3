// A program that takes all memory, in an app over /headless: `tsx out-of-memory.ts <site>` prints as JSON what the app was told. A program of its own,
// because Playwright, whose pages count as crashed when one of their frames has, fails on what comes of that frame later, and a test with it.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chromium } from '@playwright/test';
import { CHROMIUM_ARGS, findChromium } from '../../../tools/browsers/chromium.ts';
import { openApp } from './app.ts';

process.on('unhandledRejection', (error) => {
  if (!(error instanceof Error) || error.message !== 'Frame has been detached.') throw error;
});

/** What the app does: text, which no compiler adds anything to. The page tells the rest to a server. */
const APP = `async (report) => {
  const container = await client.WebContainer.boot();
  const message = new Promise((resolve) => container.on('error', (error) => resolve(error.message)));
  const program = await container.spawn('node', ['-e', 'const all = []; for (;;) all.push(new Array(10_000).fill(all.length));']);
  const said = await message;
  const code = await program.exit;
  container.teardown();
  const next = await client.WebContainer.boot();
  const output = await client.outputOf(await next.spawn('node', ['-p', '1 + 1']));
  await fetch(report, { method: 'POST', mode: 'no-cors', body: JSON.stringify({ said, code, output }) });
}`;

const browser = await chromium.launch({ executablePath: findChromium(), args: [...CHROMIUM_ARGS] });
const page = await browser.newPage();
const close = await openApp(page, process.argv[2] ?? '', 'another origin');
const told = await new Promise<string>((resolve, reject) => {
  const ear = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text)).on('end', () => {
      response.end();
      ear.close();
      resolve(body);
    });
  }).listen(0, '127.0.0.1', () => {
    page.evaluate(`(${APP})('http://127.0.0.1:${(ear.address() as AddressInfo).port}/')`).catch((error: Error) => {
      if (!/crashed|detached/.test(error.message)) reject(error);
    });
  });
});
console.log(told);
await close();
await browser.close();
