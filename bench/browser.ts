// The browser of the benchmarks: Chromium as a person has it open, with nobody watching its workers. Playwright enables the Runtime domain of the developer
// tools in every worker it sees, which slows starts and whatever is printed there, so it can't tell what a person waits for. Here only the page is spoken to.
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import CDP from 'chrome-remote-interface';
import { serveHarness } from '../tests/conformance/browser.ts';
import { CHROMIUM_ARGS, ensureChromium } from '../tools/browsers/chromium.ts';
import { nativeMemory } from './memory.ts';

/** A page that is asked for values, and in which no debugger listens to anything else. */
export interface BenchPage {
  /** Runs a function in the page, from its text: it sees nothing but its argument and the page's globals. @throws what it throws there, as an Error */
  evaluate<R, A extends readonly unknown[]>(work: (...given: A) => R | Promise<R>, ...given: A): Promise<R>;
  close(): Promise<void>;
}

export interface BenchBrowser {
  readonly version: string;
  /** a fresh harness page with storage and a container of its own */
  open(): Promise<BenchPage>;
  /** Private memory of all renderer processes together, in MB: pages, frames and their workers. */
  rendererMemory(): Promise<number>;
  close(): Promise<void>;
}

/** tsx has functions named by a helper of its own, which is not there in a page. */
const TSX_HELPER = 'globalThis.__name = (named) => named';

/** Starts Chromium. @returns the port on which it takes commands, and how to end it */
async function launch(): Promise<{ readonly port: number; readonly end: () => Promise<void> }> {
  const profile = await mkdtemp(join(tmpdir(), 'backlot-bench-browser-'));
  const program = spawn(ensureChromium(), [...CHROMIUM_ARGS, '--headless=new', '--remote-debugging-port=0', `--user-data-dir=${profile}`, 'about:blank'], { stdio: ['ignore', 'ignore', 'pipe'] });
  const gone = new Promise<void>((resolve) => program.once('close', () => resolve()));
  const port = await new Promise<number>((resolve, reject) => {
    let printed = '';
    program.stderr.setEncoding('utf8').on('data', (text: string) => {
      printed = (printed + text).slice(-10_000);
      const told = /DevTools listening on ws:\/\/[^:]+:(\d+)\//.exec(printed)?.[1];
      if (told !== undefined) resolve(Number(told));
    });
    program.once('error', reject);
    void gone.then(() => reject(new Error(`Chromium did not start: ${printed}`)));
  });
  return {
    port,
    async end() {
      program.kill('SIGKILL');
      await gone;
      // Its helper processes may still be writing.
      await rm(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    },
  };
}

/** Gives what an expression comes to in a page. @throws what it throws there */
async function valueOf(page: CDP.Client, expression: string): Promise<unknown> {
  const { result, exceptionDetails } = await page.Runtime.evaluate({ expression, awaitPromise: true, returnByValue: true });
  if (exceptionDetails !== undefined) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
  return result.value;
}

async function openPage(port: number, browser: CDP.Client, url: string): Promise<BenchPage> {
  const { browserContextId } = await browser.Target.createBrowserContext({});
  const { targetId } = await browser.Target.createTarget({ url: 'about:blank', browserContextId });
  const page = await CDP({ port, target: targetId });
  await page.Page.enable();
  const loaded = page.Page.loadEventFired();
  await page.Page.navigate({ url });
  await loaded;
  await page.Page.disable();
  await valueOf(page, TSX_HELPER);
  if ((await valueOf(page, `'harness' in globalThis`)) !== true) throw new Error(`${url} has no harness`);
  return {
    evaluate: async <R>(work: (...given: never) => unknown, ...given: readonly unknown[]) => (await valueOf(page, `(${work.toString()})(...${JSON.stringify(given)})`)) as R,
    async close() {
      await page.close();
      await browser.Target.disposeBrowserContext({ browserContextId });
    },
  };
}

/** Serves the built harness page (`buildHarness`) and starts Chromium. */
export async function startBenchBrowser(): Promise<BenchBrowser> {
  const [server, { port, end }] = await Promise.all([serveHarness(false), launch()]);
  const { webSocketDebuggerUrl, Browser } = await CDP.Version({ port });
  const browser = await CDP({ port, target: webSocketDebuggerUrl });
  return {
    version: Browser.replace(/^.*\//, ''),
    open: () => openPage(port, browser, `${server.url}page.html`),
    async rendererMemory() {
      const { processInfo } = await browser.SystemInfo.getProcessInfo();
      return processInfo.filter(({ type }) => type === 'renderer').reduce((sum, { id }) => sum + nativeMemory(id), 0);
    },
    async close() {
      await browser.close();
      await Promise.all([end(), server.close()]);
    },
  };
}
