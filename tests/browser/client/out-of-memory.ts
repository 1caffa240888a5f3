// A program that takes all memory, in an app over /headless: `tsx out-of-memory.ts <site>` prints as JSON what the app was told. A program of its own,
// because Playwright, whose pages count as crashed when one of their frames has, fails on what comes of that frame later, and a test with it.
import { chromium } from '@playwright/test';
import { CHROMIUM_ARGS, findChromium } from '../../../tools/browsers/chromium.ts';
import { answerOf } from '../../conformance/crashing-page.ts';
import { openApp } from './app.ts';

process.on('unhandledRejection', (error) => {
  if (!(error instanceof Error) || error.message !== 'Frame has been detached.') throw error;
});

/** What the app does. */
const APP = `async () => {
  const container = await client.WebContainer.boot();
  const message = new Promise((resolve) => container.on('error', (error) => resolve(error.message)));
  const program = await container.spawn('node', ['-e', 'const all = []; for (;;) all.push(new Array(10_000).fill(all.length));']);
  const said = await message;
  const code = await program.exit;
  container.teardown();
  const next = await client.WebContainer.boot();
  const output = await client.outputOf(await next.spawn('node', ['-p', '1 + 1']));
  return { said, code, output };
}`;

const browser = await chromium.launch({ executablePath: findChromium(), args: [...CHROMIUM_ARGS] });
const page = await browser.newPage();
const close = await openApp(page, process.argv[2] ?? '', 'another origin');
console.log(JSON.stringify(await answerOf(page, APP)));
await close();
await browser.close();
