// `npm run test:conformance`: runs every case under native Node and in the container, and compares what they print and how
// they end. `-- express` runs only the cases whose id contains that; `--show` prints each difference whole; `--isolated`
// runs them in a cross-origin isolated page; `--table` writes the README's table of modules.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import type { Page } from '@playwright/test';
import { ensureNodeLibrary } from '../../tools/node-library/fetch.ts';
import { NODE_VERSION } from '../../tools/node-library/pin.ts';
import { ensureInstalled } from '../../tools/packages/install.ts';
import { buildHarness, PACKAGES_DIR, startHarness, type OpenHarness } from './browser.ts';
import { commandOf, readCases, type Case, type Outcome } from './case.ts';
import { judge, readKnownDifferences } from './known.ts';
import { nativeRuns, runNative } from './native.ts';
import { normalise } from './normalise.ts';
import { probeCase, readModules, tableOf, writeTable } from './table.ts';

/** How long a case may take in the page beyond its own limit, for loading and booting. */
const PATIENCE = 30_000;

interface Comparison {
  readonly one: Case;
  readonly identical: boolean;
  /** the parts that differ, for people */
  readonly report: string;
}

/** Runs jobs with a few at a time. */
async function inParallel<T>(items: readonly T[], atOnce: number, job: (item: T, lane: number) => Promise<void>): Promise<void> {
  const queue = [...items];
  const lane = async (_: unknown, index: number): Promise<void> => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await job(item, index);
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
}

/**
 * A page for one lane: a fresh one whenever the last did not answer, is not isolated as the case wants it, or lacks packages that the
 * case needs and has others.
 */
function pageKeeper(harness: OpenHarness, allIsolated: boolean): (one: Case) => Promise<Outcome> {
  let page: Page | undefined;
  let has = new Set<string>();
  let isIsolated = false;
  return async (one) => {
    const isolated = allIsolated || one.isolated;
    if (page !== undefined && (isIsolated !== isolated || (has.size > 0 && one.packages.some((name) => !has.has(name))))) {
      // Every process gets all packs of its container: those of other cases would only cost time and memory.
      await page.context().close();
      page = undefined;
    }
    if (page === undefined) has = new Set();
    page ??= await harness.open(isolated);
    isIsolated = isolated;
    for (const name of one.packages) has.add(name);
    const { id, entry, args, env, stdin, files, packages, timeout } = one;
    let timer: NodeJS.Timeout | undefined;
    try {
      return await Promise.race([
        page.evaluate((given) => globalThis.harness.runCase(given), { id, entry, args, command: commandOf(one), env, stdin, files, packages, timeout }),
        new Promise<never>((_resolve, reject) => {
          timer = setTimeout(() => reject(new Error('the page did not answer')), timeout + PATIENCE);
        }),
      ]);
    } catch (error) {
      await page.context().close().catch(() => {});
      page = undefined;
      return { stdout: '', stderr: `harness: ${error instanceof Error ? error.message : String(error)}\n`, code: 'timeout', folder: '/' };
    } finally {
      clearTimeout(timer);
    }
  };
}

/** The lines around the first one that differs. */
function excerpt(native: string, container: string, whole: boolean): string {
  if (whole) return `    native:\n${native}\n    container:\n${container}`;
  const [a, b] = [native.split('\n'), container.split('\n')];
  const at = a.findIndex((line, index) => line !== b[index]);
  const from = at < 0 ? a.length : at;
  const show = (lines: string[]): string => JSON.stringify(lines.slice(from, from + 2).join('\n')).slice(0, 300);
  return `    line ${from + 1}\n      native:    ${show(a)}\n      container: ${show(b)}`;
}

function compare(one: Case, native: Outcome, container: Outcome, whole: boolean): Comparison {
  const [expected, actual] = [normalise(native, one), normalise(container, one)];
  const parts: string[] = [];
  // Two runs that were stopped are equal in nothing but that.
  if (expected.code === 'timeout') parts.push('  native Node did not come to its end: the case has a mistake');
  if (expected.code !== actual.code) parts.push(`  exit code: native ${expected.code}, container ${actual.code}`);
  for (const stream of ['stdout', 'stderr'] as const) {
    if (expected[stream] !== actual[stream]) parts.push(`  ${stream}:\n${excerpt(expected[stream], actual[stream], whole)}`);
  }
  return { one, identical: parts.length === 0, report: `${one.id}\n${parts.join('\n')}` };
}

function printTable(comparisons: readonly Comparison[]): void {
  for (const group of [...new Set(comparisons.map(({ one }) => one.group))].sort()) {
    const members = comparisons.filter(({ one }) => one.group === group);
    console.log(`${group.padEnd(16)} identical ${members.filter(({ identical }) => identical).length} of ${members.length}`);
  }
  console.log(`${'all'.padEnd(16)} identical ${comparisons.filter(({ identical }) => identical).length} of ${comparisons.length}`);
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { json: { type: 'string' }, show: { type: 'boolean', default: false }, isolated: { type: 'boolean', default: false }, table: { type: 'boolean', default: false } },
  });
  const finish = (passed: number, problems: readonly string[], skipped: number): number => {
    const failed = problems.length;
    if (values.json !== undefined) {
      mkdirSync(dirname(values.json), { recursive: true });
      writeFileSync(values.json, JSON.stringify({ passed, failed, skipped, problems }));
    }
    return failed > 0 ? 1 : 0;
  };

  ensureNodeLibrary();
  const all = readCases();
  const cases = all.filter(({ id }) => positionals.length === 0 || positionals.some((part) => id.includes(part)));
  if (!nativeRuns()) {
    console.log(`Skipped: the pinned Node ${NODE_VERSION} is a Linux x64 program and does not run here, so there is nothing to compare with.`);
    return finish(0, [], cases.length);
  }
  await ensureInstalled(PACKAGES_DIR, console.log);
  await buildHarness();
  const harness = await startHarness();
  const known = readKnownDifferences();
  let comparisons: Comparison[] = [];
  /** what came out otherwise at first */
  const again: Comparison[] = [];
  try {
    const lanes = Math.max(1, Math.min(4, availableParallelism()));
    const runners = Array.from({ length: lanes }, () => pageKeeper(harness, values.isolated));
    await inParallel(cases, lanes, async (one, lane) => {
      const native = await runNative(one);
      const container = await (runners[lane] ?? pageKeeper(harness, values.isolated))(one);
      comparisons.push(compare(one, native, container, values.show));
    });
    // Cases run beside each other on a machine that may be busy with other things. What comes out unexpectedly is run once more
    // by itself, and that outcome counts: a difference in behaviour stays one, a time-out under load does not.
    const alone = pageKeeper(harness, values.isolated);
    const judgedAgain: Comparison[] = [];
    for (const comparison of comparisons) {
      const { one, identical } = comparison;
      if (identical === (known[one.id] === undefined)) {
        judgedAgain.push(comparison);
        continue;
      }
      const second = compare(one, await runNative(one), await alone(one), values.show);
      if (second.identical !== identical) again.push(comparison);
      judgedAgain.push(second);
    }
    comparisons = judgedAgain;
    if (values.table) {
      const rows = readModules();
      const probes = await pageKeeper(harness, values.isolated)(probeCase(rows));
      writeTable(tableOf(rows, all.map(({ id }) => id), known, probes));
    }
  } finally {
    await harness.close();
  }

  const { passed, problems } = judge(new Map(comparisons.map(({ one, identical }) => [one.id, identical])), known, cases.length === all.length);
  for (const { one, identical, report } of comparisons.sort((a, b) => (a.one.id < b.one.id ? -1 : 1))) {
    if (!identical && known[one.id] === undefined) console.log(report);
  }
  console.log('');
  printTable(comparisons);
  const listed = Object.keys(known).length;
  if (listed > 0) console.log(`${listed} known difference${listed === 1 ? '' : 's'}, each with its reason in tests/conformance/known-differences.json`);
  for (const { report } of again) console.log(`came out as expected only when run alone: ${report}`);
  for (const problem of problems) console.log(`PROBLEM ${problem}`);
  return finish(passed.length, problems, 0);
}

process.exitCode = await main();
