// What the page costs whoever uses it, in Chromium on the built site with an empty cache: times until the prose can be read, the editor takes a
// keystroke and the first verdict stands, with what was transferred by then; and typing with checks that run by themselves.
import { chromium, type Browser, type BrowserContext, type Page } from '@playwright/test';
import { CHROMIUM_ARGS, ensureChromium } from '../tools/browsers/chromium.ts';
import { buildOnce, SITE_FOLDER } from '../tools/serve/build-once.ts';
import { serve } from '../tools/serve/server.ts';
import { bytesOf } from './sizes.ts';
import { median, printTable } from './table.ts';

/** The lesson that is opened. */
const LESSON = '#/rest/create-user?stack=express';
/** Characters typed, and milliseconds between two of them: a quick typist. */
const KEYSTROKES = 150;
const KEY_PAUSE_MS = 90;
/** An hour's worth of work in small: edits of the program, each run and checked. */
const EDITS = 60;
/** First visits; the median of each figure is told. */
const VISITS = 5;

export interface LoadFigures {
  /** milliseconds from the start of the navigation */
  readonly prose: number;
  readonly editor: number;
  readonly verdict: number;
  /** paths of what had arrived by then */
  readonly arrived: { readonly prose: readonly string[]; readonly editor: readonly string[]; readonly verdict: readonly string[] };
  /** cumulative layout shift until the first verdict (web.dev/cls) */
  readonly shift: number;
}

export interface TypingFigures {
  /** median milliseconds from a key press to the next paint that shows it */
  readonly keyToPaint: number;
  readonly slowestKey: number;
  /** the longest task of the main thread meanwhile, in milliseconds; 0: none was longer than 50 */
  readonly longestTask: number;
}

export interface MemoryFigures {
  /** JavaScript heap of the page's process in bytes, after a collection: before the edits and after them */
  readonly before: number;
  readonly after: number;
  readonly edits: number;
}

/** What a first visit comes to, in this order. `usable`: the editor takes the focus. */
type Stage = 'prose' | 'usable' | 'keystroke' | 'verdict';

interface Watched {
  longTasks: number[];
  keys: number[];
  shift: number;
  /** when each stage was on the screen, in milliseconds from the start of the navigation */
  stages: Partial<Record<Stage, number>>;
}

declare global {
  var watchedByBench: Watched;
}

/**
 * Runs in the page before its own scripts: records when each stage is painted, long tasks, layout shifts, and for each key press the time to the
 * next paint. Playwright's locators are no way to wait here: they bring some hundred kilobytes of script into the page, which its main thread
 * would have to compile just while it is measured.
 */
function watch(): void {
  const watched: Watched = { longTasks: [], keys: [], shift: 0, stages: {} };
  globalThis.watchedByBench = watched;
  // Methods, since the loader names functions by a helper that the page does not have.
  const paint = {
    /** The frame's callback runs before the paint, the message after it. */
    after(call: () => void): void {
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = call;
        port2.postMessage(null);
      });
    },
  };
  new PerformanceObserver((list) => watched.longTasks.push(...list.getEntries().map((entry) => entry.duration))).observe({ type: 'longtask', buffered: true });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as (PerformanceEntry & { value: number; hadRecentInput: boolean })[]) if (!entry.hadRecentInput) watched.shift += entry.value;
  }).observe({ type: 'layout-shift', buffered: true });
  const stages: { readonly stage: Stage; reached(): boolean }[] = [
    { stage: 'prose', reached() { return document.querySelector('article h1') !== null; } },
    { stage: 'usable', reached() { return document.querySelector('.monaco-editor [role="textbox"]') !== null; } },
    // A key counts once its letter is on the screen: no line of the lesson begins with it.
    { stage: 'keystroke', reached() { return [...document.querySelectorAll('.view-line')].some((line) => line.textContent.startsWith('x')); } },
    { stage: 'verdict', reached() { return document.querySelector('#panel-checks li[data-state="pass"], #panel-checks li[data-state="fail"]') !== null; } },
  ];
  const changes = new MutationObserver(() => {
    while (stages[0]?.reached() === true) {
      const { stage } = stages[0];
      stages.shift();
      paint.after(() => {
        watched.stages[stage] = performance.now();
        console.debug(`bench: ${stage}`);
      });
    }
    if (stages.length === 0) changes.disconnect();
  });
  changes.observe(document, { childList: true, subtree: true, characterData: true, attributes: true, attributeFilter: ['data-state'] });
  window.addEventListener(
    'keydown',
    (event) => {
      const pressed = event.timeStamp;
      paint.after(() => watched.keys.push(performance.now() - pressed));
    },
    { capture: true },
  );
}

async function openWatched(browser: Browser): Promise<{ readonly context: BrowserContext; readonly page: Page; readonly arrived: string[] }> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, permissions: ['clipboard-read', 'clipboard-write'], serviceWorkers: 'block' });
  const page = await context.newPage();
  await page.addInitScript(watch);
  const arrived: string[] = [];
  context.on('requestfinished', (request) => arrived.push(new URL(request.url()).pathname));
  return { context, page, arrived };
}

const editorOf = (page: Page) => page.getByRole('textbox', { name: /, editor\./ });
const verdictOf = (page: Page) => page.getByRole('region', { name: 'Checks' }).getByText(/^(?:Passed|Failed)$/).first();

/** Waits until the page says that a stage is reached. */
async function reached(page: Page, stage: Stage): Promise<void> {
  await page.waitForEvent('console', (message) => message.text() === `bench: ${stage}`);
}

/** A first visit: times until each stage, and what had arrived by then. @param url the site's address, with a slash at its end */
export async function measureLoad(browser: Browser, url: string): Promise<LoadFigures> {
  const { context, page, arrived } = await openWatched(browser);
  const [usable, keystroke, verdict] = (['usable', 'keystroke', 'verdict'] as const).map((stage) => reached(page, stage));
  await page.goto(`${url}${LESSON}`, { waitUntil: 'commit' });
  await usable;
  await page.evaluate(() => document.querySelector<HTMLElement>('.monaco-editor [role="textbox"]')?.focus());
  await page.keyboard.press('x');
  await keystroke;
  const editorPaths = arrived.slice();
  await page.keyboard.press('Backspace');
  // The shortcut of "Check", which needs no more than the key.
  await page.keyboard.press('ControlOrMeta+Shift+Enter');
  await verdict;
  const { shift, stages } = await page.evaluate(() => globalThis.watchedByBench);
  const at = (stage: Stage): number => {
    const time = stages[stage];
    if (time === undefined) throw new Error(`the stage "${stage}" was never painted`);
    return time;
  };
  // What Playwright tells is a little late for this stage, so the page's own times are taken.
  const prosePaths = await page.evaluate(
    (until) => [location.href, ...performance.getEntriesByType('resource').filter((entry) => (entry as PerformanceResourceTiming).responseEnd <= until).map(({ name }) => name)].map((name) => new URL(name).pathname),
    at('prose'),
  );
  await context.close();
  return { prose: at('prose'), editor: at('keystroke'), verdict: at('verdict'), shift, arrived: { prose: prosePaths, editor: editorPaths, verdict: arrived } };
}

/** Typing into the program while checks run by themselves. */
export async function measureTyping(browser: Browser, url: string): Promise<TypingFigures> {
  const { context, page } = await openWatched(browser);
  await page.goto(`${url}${LESSON}`);
  await editorOf(page).waitFor({ state: 'attached' });
  await page.getByRole('button', { name: 'Run and check on save' }).click();
  await verdictOf(page).waitFor();
  await editorOf(page).focus();
  await page.keyboard.press('ControlOrMeta+End');
  await page.evaluate(() => {
    globalThis.watchedByBench.keys = [];
    globalThis.watchedByBench.longTasks = [];
  });
  const text = '// a remark on what this server does, typed as people type\n';
  for (let index = 0; index < KEYSTROKES; index++) {
    await page.keyboard.type(text[index % text.length] ?? ' ');
    // Now and then the typist thinks, and the checks begin.
    await page.waitForTimeout(index % 30 === 29 ? 1500 : KEY_PAUSE_MS);
  }
  const { keys, longTasks } = await page.evaluate(() => globalThis.watchedByBench);
  await context.close();
  return { keyToPaint: median(keys), slowestKey: Math.max(...keys), longestTask: Math.max(0, ...longTasks) };
}

/** Edits and runs again and again, and what stays in memory of it. */
export async function measureMemory(browser: Browser, url: string): Promise<MemoryFigures> {
  const { context, page } = await openWatched(browser);
  await page.goto(`${url}${LESSON}`);
  await editorOf(page).waitFor({ state: 'attached' });
  const devtools = await context.newCDPSession(page);
  const heap = async (): Promise<number> => {
    await devtools.send('HeapProfiler.collectGarbage');
    return (await devtools.send('Runtime.getHeapUsage')).usedSize;
  };
  const editAndCheck = async (index: number): Promise<void> => {
    await editorOf(page).focus();
    await page.keyboard.press('ControlOrMeta+End');
    // Pasted, since what the editor completes and closes by itself depends on how fast it is.
    await page.evaluate((text) => navigator.clipboard.writeText(text), `console.log('edit ${index}');\n`);
    await page.keyboard.press('ControlOrMeta+v');
    await page.getByRole('button', { name: 'Check', exact: true }).click();
    await page.getByRole('log', { name: 'Console' }).filter({ hasText: new RegExp(`edit ${index}(?!\\d)`) }).waitFor({ state: 'attached' });
    await page.getByText(/ of 4 pass$/).waitFor();
  };
  // The first rounds load what every session needs.
  for (let index = 0; index < 3; index++) await editAndCheck(index);
  const before = await heap();
  for (let index = 3; index < EDITS + 3; index++) await editAndCheck(index);
  const after = await heap();
  await context.close();
  return { before, after, edits: EDITS };
}

/** Measures all of it and prints two tables, each figure beside its aim. */
export async function benchInterface(): Promise<void> {
  await buildOnce();
  const server = await serve({ folder: SITE_FOLDER, port: 0, host: '127.0.0.1' });
  const browser = await chromium.launch({ executablePath: ensureChromium(), args: [...CHROMIUM_ARGS] });
  try {
    const visits: LoadFigures[] = [];
    for (let visit = 0; visit < VISITS; visit++) visits.push(await measureLoad(browser, server.url));
    const kilobytes = (bytes: number): string => `${Math.round(bytes / 1024)} KB`;
    const time = (value: number): string => `${value.toFixed(value < 100 ? 1 : 0)} ms`;
    const row = (title: string, stage: 'prose' | 'editor' | 'verdict', aim: string): string[] => {
      const arrived = visits.map((visit) => bytesOf(visit.arrived[stage]));
      return [title, time(median(visits.map((visit) => visit[stage]))), ...(['raw', 'gzip', 'brotli'] as const).map((how) => kilobytes(median(arrived.map((sizes) => sizes[how])))), aim];
    };
    printTable(`First visit, empty cache (median of ${VISITS}; all that was transferred so far)`, [
      ['', 'time', 'raw', 'gzip', 'brotli', 'aim'],
      row('prose readable', 'prose', '500 ms, 250 KB brotli'),
      row('the editor shows a keystroke', 'editor', '1500 ms'),
      row('first verdict (editor, then Check)', 'verdict', ''),
    ]);
    const typing = await measureTyping(browser, server.url);
    const memory = await measureMemory(browser, server.url);
    printTable('At work', [
      ['', 'measured', 'aim'],
      ['key press to paint, median', time(typing.keyToPaint), '16 ms'],
      ['key press to paint, slowest', time(typing.slowestKey), ''],
      ['longest task while typing with checks on save', typing.longestTask === 0 ? 'under 50 ms' : time(typing.longestTask), '100 ms'],
      ['layout shift until the first verdict', median(visits.map((one) => one.shift)).toFixed(3), '0.1'],
      [`heap after ${memory.edits} more edits and checks`, `${kilobytes(memory.before)} -> ${kilobytes(memory.after)}`, ''],
    ]);
  } finally {
    await browser.close();
    await server.close();
  }
}
