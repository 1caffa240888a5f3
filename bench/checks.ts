// How quickly checks judge: what the Hurl parser reads in a second, and how long a learner waits from the press on Check until the last verdict is shown.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Page } from '@playwright/test';
// The parser by itself is what is measured here; everything else is measured through the built site.
import { parse } from '../src/checks/hurl/parse.ts';
import { CHROMIUM_ARGS, ensureChromium } from '../tools/browsers/chromium.ts';
import { buildOnce, SITE_FOLDER } from '../tools/serve/build-once.ts';
import { serve } from '../tools/serve/server.ts';

const LESSONS_FOLDER = fileURLToPath(new URL('../lessons/', import.meta.url));
const ROUND_MS = 2000;

export interface ParseSpeed {
  readonly files: number;
  /** bytes of all files together */
  readonly bytes: number;
  /** millions of bytes a second, one for each round */
  readonly rates: readonly number[];
}

function hurlFiles(): string[] {
  return readdirSync(LESSONS_FOLDER, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.hurl') && !path.includes('node_modules'))
    .sort()
    .map((path) => readFileSync(join(LESSONS_FOLDER, path), 'utf8'));
}

/**
 * Parses the lessons' Hurl files one after the other, again and again, in this process.
 * @param rounds how many windows of two seconds count; one more before them warms up
 */
export function measureParse(rounds: number): ParseSpeed {
  const texts = hurlFiles();
  const bytes = texts.reduce((total, text) => total + Buffer.byteLength(text), 0);
  const rate = (): number => {
    const began = performance.now();
    let read = 0;
    let took = 0;
    while (took < ROUND_MS) {
      for (const text of texts) parse(text);
      read += bytes;
      took = performance.now() - began;
    }
    return read / 1e6 / (took / 1000);
  };
  rate();
  return { files: texts.length, bytes, rates: Array.from({ length: rounds }, rate) };
}

/**
 * Presses Check in the page and waits there, so that the way to the browser is not measured.
 * @returns milliseconds from the click until no check is without a verdict any more
 */
function pressCheck(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve, reject) => {
        const panel = document.querySelector('#panel-checks');
        const button = [...document.querySelectorAll('button')].find(({ textContent }) => textContent.trim() === 'Check');
        if (panel === null || button === undefined) return reject(new Error('the page has no checks or no button Check'));
        // The rows come and go with their verdicts, so they are looked up each time. (No function in here has a name: the loader would have the
        // page call a helper for it that is not there.)
        const rows = 'li[data-state][aria-label]';
        const checks = panel.querySelectorAll(rows).length;
        let began = 0;
        // Verdicts of the press before are still there at first: only those after "running" are of this one.
        let hasRun = false;
        const deadline = setTimeout(() => reject(new Error('20 s after the press on Check some checks are without a verdict')), 20_000);
        const observer = new MutationObserver(() => {
          const states = [...panel.querySelectorAll<HTMLElement>(rows)].map(({ dataset }) => dataset['state']);
          if (states.includes('pending')) hasRun = true;
          else if (hasRun && states.length === checks && !states.includes('none')) {
            const took = performance.now() - began;
            clearTimeout(deadline);
            observer.disconnect();
            resolve(took);
          }
        });
        observer.observe(panel, { subtree: true, childList: true, attributes: true });
        began = performance.now();
        button.click();
      }),
  );
}

export interface VerdictTimes {
  /** milliseconds to the last verdict of the first press on Check in a freshly opened page */
  readonly first: readonly number[];
  /** and of the second press there */
  readonly again: readonly number[];
}

/**
 * Opens a lesson of the built site, runs its program and, once it listens, presses Check twice.
 * @param lesson its id, as in the page's address
 * @param times how many pages are opened for it, one after the other
 */
export async function measureVerdicts(lesson: string, times: number): Promise<VerdictTimes> {
  await buildOnce();
  const server = await serve({ folder: SITE_FOLDER, port: 0, host: '127.0.0.1' });
  const browser = await chromium.launch({ executablePath: ensureChromium(), args: [...CHROMIUM_ARGS] });
  const first: number[] = [];
  const again: number[] = [];
  try {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    for (let run = 0; run < times; run++) {
      const page = await context.newPage();
      await page.goto(`${server.url}#/${lesson}`);
      await page.locator('.monaco-editor .view-line').first().waitFor();
      await page.getByRole('button', { name: 'Run', exact: true }).click();
      await page.getByText(/:3000/).first().waitFor();
      // What the page does in idle moments (it fetches what asserts need) is done when a learner presses Check.
      await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 1500)));
      first.push(await pressCheck(page));
      again.push(await pressCheck(page));
      await page.close();
    }
  } finally {
    await browser.close();
    await server.close();
  }
  return { first, again };
}
