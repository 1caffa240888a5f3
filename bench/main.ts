// `npm run bench`: what the README's figures come from. Everything is measured in one run, on this machine: starts and
// throughput in Chromium beside the pinned native Node doing the same, what the page loads, and how quickly checks judge.
// `npm run bench -- checks` measures only the last.
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import { buildHarness, startHarness } from '../tests/conformance/browser.ts';
import { nativeRuns } from '../tests/conformance/native.ts';
import type { PageCase, PageRequest } from '../tests/conformance/page.ts';
import { ensureNodeLibrary } from '../tools/node-library/fetch.ts';
import { NODE_VERSION } from '../tools/node-library/pin.ts';
import { ensureInstalled, LESSONS_DIR } from '../tools/packages/install.ts';
import { measureParse, measureVerdicts } from './checks.ts';
import { loadNative, parseRates, prepareNative, runNativeLoad, startNative } from './native.ts';
import { measureSizes, type Sizes } from './sizes.ts';

const PROGRAMS_FOLDER = fileURLToPath(new URL('./programs/', import.meta.url));
const PORT = 3900;
const START_RUNS = 9;
/** The container and native Node take turns, so that a machine that is busy for a while is busy for both. */
const ROUNDS = 3;
const WINDOWS = 3;
const WINDOW_MS = 700;
/** Long enough for the container to have its spare process ready again, as it has when a person presses Run. */
const PAUSE_MS = 1500;

const PROGRAMS = [
  { name: 'http', title: 'bare http', target: '/', packages: [] as string[] },
  { name: 'express', title: 'Express', target: '/users', packages: ['express'] },
  { name: 'fastify', title: 'Fastify', target: '/users', packages: ['fastify'] },
];

const LOADS: readonly { readonly title: string; readonly name: string; readonly packages: string[]; readonly request: PageRequest }[] = [
  { title: 'bare http GET', name: 'http', packages: [], request: { method: 'GET', target: '/' } },
  { title: 'Express GET', name: 'express', packages: ['express'], request: { method: 'GET', target: '/users' } },
  { title: 'Express POST', name: 'express', packages: ['express'], request: { method: 'POST', target: '/users', json: '{"name":"Grace"}' } },
  { title: 'Fastify GET', name: 'fastify', packages: ['fastify'], request: { method: 'GET', target: '/users' } },
  { title: 'Fastify POST', name: 'fastify', packages: ['fastify'], request: { method: 'POST', target: '/users', json: '{"name":"Grace"}' } },
];
const CONNECTIONS = 10;

const PARSE_ROUNDS = 5;
const JUDGED_LESSON = 'rest/create-user';
const JUDGED_RUNS = 9;
const JUDGED_AIM_MS = 150;

const files = Object.fromEntries(readdirSync(PROGRAMS_FOLDER).map((name) => [name, readFileSync(join(PROGRAMS_FOLDER, name), 'utf8')]));

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

function pageCase(name: string, packages: readonly string[]): PageCase {
  return { id: `bench/${name}`, entry: `${name}.js`, args: [], env: { PORT: String(PORT), NODE_ENV: 'production' }, files, packages, timeout: 60_000 };
}

/** Prints rows in columns, the first left-aligned, the others right-aligned. */
function printTable(title: string, rows: readonly (readonly string[])[]): void {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  console.log(`\n${title}`);
  for (const row of rows) console.log(row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0))).join('  '));
}

async function benchStarts(page: Page, folder: string): Promise<void> {
  const rows = [['', 'container', 'native', 'ratio']];
  for (const { name, title, target, packages } of PROGRAMS) {
    const inPage: number[] = [];
    const native: number[] = [];
    for (let run = 0; run < START_RUNS; run++) {
      const { firstResponse } = await page.evaluate(([one, port, path]) => globalThis.harness.start('bench', one, port, path), [pageCase(name, packages), PORT, target] as const);
      inPage.push(firstResponse);
      await page.evaluate(() => globalThis.harness.stop('bench'));
      await pause(PAUSE_MS);
      const server = await startNative(folder, `${name}.js`, PORT, target);
      native.push(server.firstResponse);
      await server.stop();
    }
    rows.push([title, `${median(inPage).toFixed(0)} ms`, `${median(native).toFixed(0)} ms`, (median(inPage) / median(native)).toFixed(2)]);
  }
  printTable(`Start to first response (median of ${START_RUNS})`, rows);
}

async function benchThroughput(page: Page, folder: string): Promise<void> {
  const rows = [['', 'container', 'native', 'ratio']];
  const add = (title: string, inPage: readonly number[], native: readonly number[]): void => {
    rows.push([title, `${median(inPage).toFixed(0)}/s`, `${median(native).toFixed(0)}/s`, (median(inPage) / median(native)).toFixed(2)]);
  };
  for (const { title, name, packages, request } of LOADS) {
    const args = [name, request.method, request.target, String(CONNECTIONS), String(WINDOWS), String(WINDOW_MS)];
    const inPage: number[] = [];
    const native: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const { stdout, stderr } = await page.evaluate((one) => globalThis.harness.runCase(one), { ...pageCase('load', packages), args });
      if (!stdout.includes('RATES')) throw new Error(`${title} in the container: ${`${stdout}${stderr}`.slice(0, 1000)}`);
      inPage.push(...parseRates(stdout));
      native.push(...(await runNativeLoad(folder, args, PORT)));
    }
    add(`${title}, client in the program`, inPage, native);
  }
  for (const { title, name, packages, request } of LOADS.filter(({ request: { method } }) => method === 'GET')) {
    const target = request.target;
    await page.evaluate(([one, port, path]) => globalThis.harness.start('bench', one, port, path), [pageCase(name, packages), PORT, target] as const);
    const server = await startNative(folder, `${name}.js`, PORT, target);
    const inPage: number[] = [];
    const native: number[] = [];
    for (let window = 0; window <= ROUNDS * WINDOWS; window++) {
      inPage.push(await page.evaluate(([port, what, connections, ms]) => globalThis.harness.load(port, what, connections, ms), [PORT, request, CONNECTIONS, WINDOW_MS] as const));
      native.push(await loadNative(PORT, request, CONNECTIONS, WINDOW_MS));
    }
    await page.evaluate(() => globalThis.harness.stop('bench'));
    await server.stop();
    // The first window warms up.
    add(`${title}, client outside`, inPage.slice(1), native.slice(1));
  }
  printTable(`Requests a second over ${CONNECTIONS} kept connections (median of ${ROUNDS * WINDOWS} windows of ${WINDOW_MS / 1000} s)`, rows);
}

async function benchSizes(): Promise<void> {
  const { prose, editor, run, times } = await measureSizes();
  const kilobytes = (bytes: number): string => `${Math.round(bytes / 1024)} KB`;
  const row = (title: string, { files: count, raw, gzip, brotli }: Sizes): string[] => [title, String(count), kilobytes(raw), kilobytes(gzip), kilobytes(brotli)];
  printTable('What the page has loaded (all so far)', [
    ['', 'files', 'raw', 'gzip', 'brotli'],
    row(`when the prose is readable (${times.prose.toFixed(0)} ms)`, prose),
    row(`when the editor is usable (${times.editor.toFixed(0)} ms)`, editor),
    row('when the first run listens', run),
  ]);
  console.log(`Largest files: ${run.largest.map(([name, bytes]) => `${name} ${kilobytes(bytes)}`).join(', ')}`);
}

async function benchChecks(): Promise<void> {
  const { files: count, bytes, rates } = measureParse(PARSE_ROUNDS);
  const rate = (value: number): string => `${value.toFixed(1)} MB/s`;
  printTable(`Parsing the lessons' ${count} Hurl files (${(bytes / 1000).toFixed(1)} kB) over and over (${PARSE_ROUNDS} rounds of 2 s, Node ${process.versions.node})`, [
    ['', 'median', 'slowest', 'fastest'],
    ['parse', rate(median(rates)), rate(Math.min(...rates)), rate(Math.max(...rates))],
  ]);
  const { first, again } = await measureVerdicts(JUDGED_LESSON, JUDGED_RUNS);
  const row = (title: string, values: readonly number[]): string[] => [title, ...[median(values), Math.min(...values), Math.max(...values)].map((value) => `${value.toFixed(0)} ms`)];
  printTable(`From the press on Check to the last verdict of ${JUDGED_LESSON} (${JUDGED_RUNS} pages)`, [
    ['', 'median', 'quickest', 'slowest'],
    row('first press', first),
    row('pressed again', again),
  ]);
  const name = JUDGED_LESSON.slice(JUDGED_LESSON.indexOf('/') + 1);
  console.log(`all checks of ${name} judged: ${median(first).toFixed(0)} ms (median of ${JUDGED_RUNS}), aim ${JUDGED_AIM_MS} ms`);
}

async function benchAll(): Promise<void> {
  ensureNodeLibrary();
  await ensureInstalled(LESSONS_DIR, console.log);
  await buildHarness();
  const harness = await startHarness();
  const folder = mkdtempSync(join(tmpdir(), 'backlot-bench-'));
  try {
    const page = await harness.open();
    const chromiumVersion = page.context().browser()?.version() ?? 'unknown';
    console.log(`${new Date().toISOString().slice(0, 10)}, ${availableParallelism()} cores (${cpus()[0]?.model.trim() ?? 'unknown'}), ${Math.round(totalmem() / 2 ** 30)} GB, Chromium ${chromiumVersion}, Node ${NODE_VERSION}`);
    if (nativeRuns()) {
      prepareNative(folder, files);
      // The first start of all loads the packages into the container.
      for (const { name, packages, target } of PROGRAMS) {
        await page.evaluate(([one, port, path]) => globalThis.harness.start('bench', one, port, path), [pageCase(name, packages), PORT, target] as const);
        await page.evaluate(() => globalThis.harness.stop('bench'));
      }
      await pause(PAUSE_MS);
      await benchStarts(page, folder);
      await benchThroughput(page, folder);
    } else {
      console.log(`The pinned Node ${NODE_VERSION} is a Linux x64 program and does not run here: no comparison with it.`);
    }
  } finally {
    await harness.close();
    rmSync(folder, { recursive: true, force: true });
  }
  await benchSizes();
  await benchChecks();
}

const part = process.argv[2];
if (part === undefined) await benchAll();
else if (part === 'checks') await benchChecks();
else throw new Error(`There is no part "${part}" to measure by itself: say \`npm run bench\` for all, or \`npm run bench -- checks\`.`);
