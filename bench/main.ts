// `npm run bench`: what the README's figures come from. Everything is measured in one run, on this machine: in Chromium beside
// the pinned native Node doing the same. `npm run bench -- checks starts` measures only some parts; `-- --list` names them.
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildHarness } from '../tests/conformance/browser.ts';
import { nativeRuns } from '../tests/conformance/native.ts';
import { ensureNodeLibrary } from '../tools/node-library/fetch.ts';
import { NODE_VERSION } from '../tools/node-library/pin.ts';
import { ensureInstalled, LESSONS_DIR } from '../tools/packages/install.ts';
import { startBenchBrowser } from './browser.ts';
import { measureParse, measureVerdicts } from './checks.ts';
import { measureContainers, MOUNTED_FILES, REQUESTS, type ContainerTimes } from './container.ts';
import { benchInterface } from './interface.ts';
import { benchModules } from './modules.ts';
import { prepareNative } from './native.ts';
import { benchLoop, benchMemory, benchRestarts, benchStarts, benchThroughput, warmUp, type Bench } from './servers.ts';
import { measureSizes, type Sizes } from './sizes.ts';
import { median, printTable } from './table.ts';

const PROGRAMS_FOLDER = fileURLToPath(new URL('./programs/', import.meta.url));
const CONTAINER_PAGES = 7;
const PARSE_ROUNDS = 5;
const JUDGED_LESSON = 'rest/create-user';
const JUDGED_RUNS = 9;
const JUDGED_AIM_MS = 150;

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

async function benchContainers(): Promise<void> {
  const { embedded, client } = await measureContainers(CONTAINER_PAGES);
  const row = (title: string, of: (times: ContainerTimes) => readonly number[], digits: number): string[] => [
    title,
    ...[embedded, client].map((times) => `${median(of(times)).toFixed(digits)} ms`),
    (median(of(client)) / median(of(embedded))).toFixed(2),
  ];
  printTable(`What a container costs (median of ${CONTAINER_PAGES} pages, and of ${REQUESTS} requests)`, [
    ['', 'embedded', 'client over /headless', 'ratio'],
    row('boot', ({ boot }) => boot, 0),
    row(`mount of ${MOUNTED_FILES} files of 1 kB`, ({ mount }) => mount, 0),
    row('spawn to first output', ({ firstOutput }) => firstOutput, 0),
    row('round trip of a request (client: through the agent)', ({ roundTrip }) => roundTrip, 2),
  ]);
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

/** Parts that run in the harness page beside native Node. */
const BESIDE_NATIVE: Readonly<Record<string, (bench: Bench) => Promise<void>>> = {
  starts: benchStarts,
  restarts: benchRestarts,
  throughput: benchThroughput,
  loop: benchLoop,
  modules: benchModules,
  memory: benchMemory,
};

/** Parts that look at the built site. */
const OF_THE_SITE: Readonly<Record<string, () => Promise<void>>> = { sizes: benchSizes, container: benchContainers, interface: benchInterface, checks: benchChecks };

async function benchBesideNative(parts: readonly string[]): Promise<void> {
  ensureNodeLibrary();
  await ensureInstalled(LESSONS_DIR, console.log);
  await buildHarness();
  const browser = await startBenchBrowser();
  const folder = mkdtempSync(join(tmpdir(), 'backlot-bench-'));
  try {
    const files = Object.fromEntries(readdirSync(PROGRAMS_FOLDER).map((name) => [name, readFileSync(join(PROGRAMS_FOLDER, name), 'utf8')]));
    const bench: Bench = { browser, page: await browser.open(), folder, files };
    console.log(`${new Date().toISOString().slice(0, 10)}, ${availableParallelism()} cores (${cpus()[0]?.model.trim() ?? 'unknown'}), ${Math.round(totalmem() / 2 ** 30)} GB, Chromium ${browser.version}, Node ${NODE_VERSION}`);
    if (!nativeRuns()) {
      console.log(`The pinned Node ${NODE_VERSION} is a Linux x64 program and does not run here: no comparison with it.`);
      return;
    }
    prepareNative(folder, files);
    await warmUp(bench);
    for (const part of parts) await BESIDE_NATIVE[part]?.(bench);
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

const asked = process.argv.slice(2);
const known = [...Object.keys(BESIDE_NATIVE), ...Object.keys(OF_THE_SITE)];
const unknown = asked.filter((part) => !known.includes(part));
if (unknown.length > 0) {
  console.log(`The parts are: ${known.join(', ')}. Without any of them all are measured.`);
  process.exitCode = asked.includes('--list') ? 0 : 1;
} else {
  const wanted = (part: string): boolean => asked.length === 0 || asked.includes(part);
  const besideNative = Object.keys(BESIDE_NATIVE).filter(wanted);
  if (besideNative.length > 0) await benchBesideNative(besideNative);
  for (const [part, measure] of Object.entries(OF_THE_SITE)) if (wanted(part)) await measure();
}
