// The parts of `npm test`: what each runs and how its outcome is counted.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { PROJECT_ROOT } from '../serve/build-once.ts';

export interface Count {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** What a suite came to: its count, and each test that failed (or passed at its second attempt only) with the first line of why. */
export interface Outcome extends Count {
  readonly remarks: readonly string[];
}

export interface Suite {
  readonly name: string;
  /** does it open the built site, or drive a browser? */
  readonly needs: { readonly site: boolean; readonly browser: boolean };
  run(): Promise<Outcome>;
}

/** What vitest's json reporter writes, as far as it is read here. */
interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message: string;
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string; readonly failureMessages: readonly string[] }[];
  }[];
}

interface PlaywrightSuite {
  readonly suites?: readonly PlaywrightSuite[];
  readonly specs: readonly {
    readonly title: string;
    readonly file: string;
    readonly line: number;
    readonly tests: readonly { readonly status: string; readonly results: readonly { readonly error?: { readonly message?: string } }[] }[];
  }[];
}

/** What Playwright's json reporter writes, as far as it is read here. */
interface PlaywrightReport {
  readonly stats: { readonly expected: number; readonly unexpected: number; readonly flaky: number; readonly skipped: number };
  readonly errors: readonly { readonly message?: string }[];
  readonly suites: readonly PlaywrightSuite[];
}

/** What tests/conformance writes. */
interface ConformanceReport extends Count {
  readonly problems: readonly string[];
}

const MINUTE = 60_000;
/** So many journeys may have been unlucky; more are a fault. */
const FEW = 5;
const REPORTS = join(PROJECT_ROOT, '.cache', 'test-reports');

/** The first line that says something of an error message, without colours. */
function firstLine(message = ''): string {
  return stripVTControlCharacters(message).split('\n').find((line) => line.trim() !== '')?.trim() ?? 'no message';
}

/** What Vitest's JSON report says. A file that cannot be loaded counts as a failure. */
export function outcomeOfVitest(report: VitestReport): Outcome {
  // A file that could not be loaded fails without having a test that does.
  const broken = report.testResults.filter(({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0);
  const failed = report.testResults.flatMap(({ name, assertionResults }) =>
    assertionResults.filter(({ status }) => status === 'failed').map(({ fullName, failureMessages }) => `${relative(PROJECT_ROOT, name)} > ${fullName}: ${firstLine(failureMessages[0])}`),
  );
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + broken.length,
    skipped: report.numPendingTests + report.numTodoTests,
    remarks: [...broken.map(({ name, message }) => `${relative(PROJECT_ROOT, name)}: ${firstLine(message)}`), ...failed],
  };
}

/** What Playwright's JSON report says. */
export function outcomeOfPlaywright({ stats, errors, suites }: PlaywrightReport): Outcome {
  const remarks: string[] = errors.map(({ message }) => firstLine(message));
  const collect = ({ specs, suites: inner = [] }: PlaywrightSuite): void => {
    for (const { title, file, line, tests } of specs) {
      for (const { status, results } of tests) {
        if (status !== 'unexpected' && status !== 'flaky') continue;
        remarks.push(`${file}:${line} > ${title}: ${status === 'flaky' ? 'passed at its second attempt; the first: ' : ''}${firstLine(results[0]?.error?.message)}`);
      }
    }
    inner.forEach(collect);
  };
  suites.forEach(collect);
  // A journey that waits in vain on a machine that is busy with other things gets a second attempt (playwright.config.ts);
  // a remark names it.
  return { passed: stats.expected + stats.flaky, failed: stats.unexpected + errors.length, skipped: stats.skipped, remarks };
}

/** What came of the journeys that had failed twice, run alone. What they need built is run, and counted as passed, with them. */
export function afterSecondRun(first: Outcome, alone: Outcome): Outcome {
  const passed = Math.min(alone.passed, Math.max(0, first.failed - alone.failed));
  return {
    passed: first.passed + passed,
    failed: first.failed - passed,
    skipped: first.skipped,
    remarks: [...first.remarks, ...(passed > 0 ? [`of these, ${passed} failed twice beside others and passed alone`] : []), ...alone.remarks.map((remark) => `alone too: ${remark}`)],
  };
}

/**
 * A suite's outcome held against its exit code: a program that fails without a failed test to show for it counts as one.
 * @param outcome undefined when the program left no report
 */
export function reconcile(outcome: Outcome | undefined, exitCode: number): Outcome {
  if (outcome === undefined) {
    return exitCode === 0 ? { passed: 1, failed: 0, skipped: 0, remarks: [] } : { passed: 0, failed: 1, skipped: 0, remarks: [`ended with code ${exitCode}`] };
  }
  if (exitCode !== 0 && outcome.failed === 0) return { ...outcome, failed: 1, remarks: [...outcome.remarks, `ended with code ${exitCode}`] };
  return outcome;
}

/** The last line of `npm test`, for programs that read it. */
export function formatTotal(counts: readonly Count[]): string {
  const sum = (key: keyof Count): number => counts.reduce((total, count) => total + count[key], 0);
  const skipped = sum('skipped');
  return `${sum('passed')} passed, ${sum('failed')} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

/** Runs a program of node_modules/.bin to its end. @returns its exit code; 124 when it took too long and was killed */
function run(command: string, args: readonly string[], limit: number, env: NodeJS.ProcessEnv = {}): Promise<number> {
  const onWindows = process.platform === 'win32';
  const child = spawn(join(PROJECT_ROOT, 'node_modules', '.bin', onWindows ? `${command}.cmd` : command), args, {
    cwd: PROJECT_ROOT,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: onWindows,
    // In a group of its own, so that what it started dies with it.
    detached: !onWindows,
  });
  return new Promise((resolve, reject) => {
    const kill = (): void => {
      if (child.pid === undefined) return;
      try {
        if (onWindows) child.kill('SIGKILL');
        else process.kill(-child.pid, 'SIGKILL');
      } catch {
        // It ended by itself meanwhile.
      }
    };
    const timer = setTimeout(() => {
      console.error(`${command} took longer than ${limit / MINUTE} minutes and was stopped.`);
      kill();
      resolve(124);
    }, limit);
    process.once('SIGINT', kill);
    child.once('error', reject);
    child.once('exit', (code) => {
      clearTimeout(timer);
      process.off('SIGINT', kill);
      resolve(code ?? 1);
    });
  });
}

/** Reads a report that a program was to write, or undefined when it didn't. */
function readReport<T>(path: string, read: (report: T) => Outcome): Outcome | undefined {
  if (!existsSync(path)) return undefined;
  try {
    return read(JSON.parse(readFileSync(path, 'utf8')) as T);
  } catch (error) {
    console.error(`${path} can't be read: ${String(error)}`);
    return undefined;
  }
}

/** A place for a report, with no earlier one in it. */
function reportFile(name: string): string {
  const path = join(REPORTS, `${name}.json`);
  mkdirSync(REPORTS, { recursive: true });
  rmSync(path, { force: true });
  return path;
}

/** Every suite, in the order in which they are run: the quick ones first. */
export const SUITES: readonly Suite[] = [
  {
    name: 'types',
    needs: { site: false, browser: false },
    run: async () => reconcile(undefined, await run('tsc', ['--noEmit', '-p', '.'], 5 * MINUTE)),
  },
  {
    name: 'lint',
    needs: { site: false, browser: false },
    run: async () => reconcile(undefined, await run('eslint', ['--max-warnings', '0', '.'], 5 * MINUTE)),
  },
  {
    name: 'unit',
    needs: { site: false, browser: false },
    async run() {
      const report = reportFile('unit');
      const code = await run('vitest', ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`], 20 * MINUTE);
      return reconcile(readReport(report, outcomeOfVitest), code);
    },
  },
  {
    name: 'conformance',
    needs: { site: false, browser: true },
    async run() {
      const report = reportFile('conformance');
      const code = await run('tsx', ['tests/conformance/main.ts', `--json=${report}`], 20 * MINUTE);
      return reconcile(readReport<ConformanceReport>(report, ({ problems, ...count }) => ({ ...count, remarks: problems })), code);
    },
  },
  {
    name: 'browser',
    needs: { site: true, browser: true },
    async run() {
      const report = reportFile('browser');
      const play = async (limit: number, ...options: readonly string[]): Promise<readonly [Outcome | undefined, number]> => {
        const code = await run('playwright', ['test', '--reporter=list,json', ...options], limit, { PLAYWRIGHT_JSON_OUTPUT_FILE: report });
        return [readReport(report, outcomeOfPlaywright), code];
      };
      const [first, code] = await play(50 * MINUTE);
      if (first === undefined || first.failed === 0 || first.failed > FEW) return reconcile(first, code);
      // A page that shares two cores with another can be kept waiting twice. Few such journeys are tried alone; what is wrong is wrong then too.
      console.log(`\n${first.failed} failed. Once more, alone:`);
      const [alone, aloneCode] = await play(10 * MINUTE, '--last-failed', '--workers=1', '--retries=0');
      return alone === undefined ? reconcile(first, code) : reconcile(afterSecondRun(first, alone), aloneCode);
    },
  },
  {
    name: 'lessons',
    needs: { site: false, browser: true },
    run: async () => reconcile(undefined, await run('tsx', ['tools/lessons/main.ts', 'doctor', '--embedded'], 20 * MINUTE)),
  },
];
