// `npx tsx tests/suites/run.ts <folder> [part of a file's name ...]`: runs a package's own test suite inside the container and
// prints a table. The folder is a checkout of the package with its node_modules installed; nothing of it is kept here.
//   --mocha      the files are mocha's (default: they are node:test's, each run by itself)
//   --files      a regular expression that paths of test files match, where they are not named as most are
//   --isolated   in a page that is cross-origin isolated, which has SharedArrayBuffer and can wait for a child process
//   --native     run them under the pinned native Node too, and name the tests that pass there and fail here
//   --show       print what a file with failures printed
//   --require    a module that mocha loads first; may be given several times
//   --timeout    milliseconds for each file, default 120000
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { buildHarness, startHarness, type OpenHarness } from '../conformance/browser.ts';
import { ensureNodeLibrary, NODE_BINARY } from '../../tools/node-library/fetch.ts';
import { packFolder } from '../../tools/packages/pack.ts';
import { readOutcome, type TestOutcome } from './outcome.ts';

const PACK = 'suite';
const LANES = 2;
const TEST_FILE = /^test\/.*\.test\.[cm]?js$/;
const MOCHA_FILE = /^test\/(acceptance\/)?[^/]+\.[cm]?js$/;
/** Of the checkout itself: fixtures may have folders of these names. */
const SKIPPED_FOLDERS = new Set(['node_modules', '.git', '.nyc_output', 'coverage']);

interface Run {
  readonly output: string;
  readonly code: number | 'timeout';
  readonly milliseconds: number;
}
interface FileResult {
  readonly file: string;
  readonly here: TestOutcome & Run;
  readonly native?: TestOutcome & Run;
}

/** Paths of all files below a folder, relative to it. */
function filesBelow(folder: string, at = folder): string[] {
  return readdirSync(at, { withFileTypes: true }).flatMap((entry) => {
    const path = join(at, entry.name);
    if (entry.isDirectory()) return at === folder && SKIPPED_FOLDERS.has(entry.name) ? [] : filesBelow(folder, path);
    return entry.isFile() ? [relative(folder, path)] : [];
  });
}

/** The file that is mocha's command, which not all versions call the same. */
function mochaProgram(folder: string): string {
  const { bin } = JSON.parse(readFileSync(join(folder, 'node_modules/mocha/package.json'), 'utf8')) as { bin: { mocha: string } };
  return join('node_modules/mocha', bin.mocha);
}

/** Runs a program under native Node. */
function runNative(folder: string, args: readonly string[], timeout: number): Promise<Run> {
  const started = performance.now();
  return new Promise((done, reject) => {
    const child = spawn(NODE_BINARY, args, { cwd: folder, env: { PATH: '/usr/bin:/bin', HOME: folder, TZ: 'UTC', NODE_ENV: 'test' }, stdio: ['ignore', 'pipe', 'pipe'], argv0: 'node' });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (output += text));
    const timer = setTimeout(() => child.kill('SIGKILL'), timeout);
    child.once('error', reject).once('close', (code) => {
      clearTimeout(timer);
      done({ output, code: code ?? 'timeout', milliseconds: performance.now() - started });
    });
  });
}

/** A page that has the suite, opened again when it stops answering. */
function lane(harness: OpenHarness, folder: string, files: readonly string[], pack: { file: string; bytes: Buffer }, isolated: boolean) {
  type Page = Awaited<ReturnType<OpenHarness['open']>>;
  let opening: Promise<Page> | undefined;
  const open = async (): Promise<Page> => {
    const page = await harness.open(isolated);
    await page.route('**/packages/manifest.json', (route) => route.fulfill({ json: { [PACK]: { file: pack.file } } }));
    await page.route(`**/packages/${pack.file}`, (route) => route.fulfill({ body: pack.bytes, contentType: 'application/octet-stream' }));
    const contents = Object.fromEntries(files.map((file) => [file, readFileSync(join(folder, file)).toString('base64')]));
    await page.evaluate((given) => globalThis.harness.mountSuite(given.contents, given.pack), { contents, pack: PACK });
    return page;
  };
  return async (args: readonly string[], timeout: number): Promise<Run> => {
    const page = await (opening ??= open());
    let timer: NodeJS.Timeout | undefined;
    const started = performance.now();
    const took = () => ({ milliseconds: performance.now() - started });
    try {
      const run = await Promise.race([
        page.evaluate((given) => globalThis.harness.runProgram(given.args, { NODE_ENV: 'test' }, given.timeout), { args, timeout }),
        new Promise<never>((_done, reject) => {
          timer = setTimeout(() => reject(new Error('the page did not answer')), timeout + 30_000);
        }),
      ]);
      return { ...run, ...took() };
    } catch (error) {
      opening = undefined;
      await page.context().close().catch(() => {});
      return { output: `harness: ${error instanceof Error ? error.message : String(error)}`, code: 'timeout', ...took() };
    } finally {
      clearTimeout(timer);
    }
  };
}

function printResult({ file, here, native }: FileResult): void {
  const told = (run: TestOutcome & Run): string => `${run.passed} passed, ${run.failed} failed, exit ${run.code}, ${Math.round(run.milliseconds)} ms`;
  console.log(`${here.failed === 0 && here.passed > 0 && here.code === 0 ? 'ok  ' : 'FAIL'} ${file.padEnd(52)} ${told(here)}${native === undefined ? '' : `   native ${told(native)}`}`);
  const passesThere = native === undefined ? undefined : new Set(native.failures);
  for (const name of here.failures) if (!passesThere?.has(name)) console.log(`       not ok: ${name}`);
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      mocha: { type: 'boolean', default: false }, files: { type: 'string' }, native: { type: 'boolean', default: false }, isolated: { type: 'boolean', default: false },
      show: { type: 'boolean', default: false },
      require: { type: 'string', multiple: true, default: [] }, timeout: { type: 'string', default: '120000' },
    },
  });
  const [given, ...wanted] = positionals;
  if (given === undefined || !existsSync(join(given, 'node_modules'))) {
    console.error('Usage: npx tsx tests/suites/run.ts <folder> [part of a file name ...]. The folder needs its package.json, its tests and its node_modules (npm install).');
    return 2;
  }
  const folder = resolve(given);
  const timeout = Number(values.timeout);
  const files = filesBelow(folder);
  const testFile = values.files !== undefined ? new RegExp(values.files) : values.mocha ? MOCHA_FILE : TEST_FILE;
  const tests = files.filter((file) => testFile.test(file) && (wanted.length === 0 || wanted.some((part) => file.includes(part)))).sort();
  const mocha = values.mocha ? mochaProgram(folder) : '';
  const argsFor = (file: string): string[] =>
    values.mocha
      ? [mocha, ...values.require.flatMap((name) => ['--require', name]), '--reporter', 'tap', '--check-leaks', file]
      : [file];

  ensureNodeLibrary();
  await buildHarness();
  const pack = await packFolder(join(folder, 'node_modules'), PACK, console.log);
  const harness = await startHarness();
  const results: FileResult[] = [];
  try {
    const queue = [...tests];
    const work = async (): Promise<void> => {
      const run = lane(harness, folder, files, pack, values.isolated);
      for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
        const here = await run(argsFor(file), timeout);
        const native = values.native ? await runNative(folder, argsFor(file), timeout) : undefined;
        const result = { file, here: { ...here, ...readOutcome(here.output) }, ...(native && { native: { ...native, ...readOutcome(native.output) } }) };
        results.push(result);
        printResult(result);
        if (values.show && (here.code !== 0 || result.here.failed > 0 || result.here.passed === 0)) console.log(here.output);
      }
    };
    await Promise.all(Array.from({ length: LANES }, work));
  } finally {
    await harness.close();
  }
  const sum = (of: (result: FileResult) => number): number => results.reduce((total, result) => total + of(result), 0);
  console.log(`\n${results.length} files, of which ${results.filter(({ here }) => here.code === 0).length} ended with code 0`);
  console.log(`in the container: ${sum(({ here }) => here.passed)} passed, ${sum(({ here }) => here.failed)} failed, ${sum(({ here }) => here.skipped)} skipped`);
  if (values.native) {
    console.log(`native:           ${sum(({ native }) => native?.passed ?? 0)} passed, ${sum(({ native }) => native?.failed ?? 0)} failed, ${sum(({ native }) => native?.skipped ?? 0)} skipped`);
  }
  return results.every(({ here }) => here.code === 0) ? 0 : 1;
}

process.exitCode = await main();
