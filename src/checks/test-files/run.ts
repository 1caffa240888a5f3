// Runs the checks of test files in a process beside the learner's program, and turns node:test's events into verdicts.
import { jsonDifferences } from '../hurl/differences.ts';
import type { AssertRecord, CheckInfo, Verdict, VerdictState } from '../verdict.ts';
import { readTestChecks, type TestCheck } from './read.ts';
import { RUNNER_FILE, RUNNER_FOLDER, RUNNER_SOURCE, type RunnerError, type RunnerEvent } from './runner.ts';

/** A process that runs a test file. */
export interface TestProcess {
  readonly stdout: AsyncIterable<string>;
  readonly stderr: AsyncIterable<string>;
  readonly exit: Promise<number>;
  kill(): void;
}

/** Where test files are run: the container, or a folder and real Node. */
export interface TestHost {
  /** Writes files below the folder of the learner's program and runs `node <script> <mark> <file>` there. Both are relative to that folder. */
  start(files: Readonly<Record<string, string>>, script: string, mark: string, file: string): Promise<TestProcess>;
}

interface LogLine {
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
}

export interface RunTestChecksOptions {
  readonly host: TestHost;
  readonly file: { readonly path: string; readonly source: string };
  /** ids of the checks whose verdicts are wanted. The file is run as a whole */
  readonly only?: readonly string[];
  readonly signal?: AbortSignal;
  readonly onStart?: (check: CheckInfo) => void;
  readonly onVerdict?: (verdict: Verdict) => void;
  /** what the program printed since this was last called */
  readonly log?: () => readonly LogLine[];
  /** for the whole file; default 10 s */
  readonly timeoutMs?: number;
}

const FILE_TIMEOUT_MS = 10_000;

/** What is known of one check while its file runs. */
interface Progress {
  readonly group: TestCheck;
  readonly asserts: AssertRecord[];
  readonly log: LogLine[];
  state: VerdictState;
  reason?: string;
  milliseconds: number;
  /** calls of the group that have not ended */
  left: number;
  startedAt: number | null;
}

const WORST: readonly VerdictState[] = ['pass', 'skipped', 'fail', 'error'];

function worse(a: VerdictState, b: VerdictState): VerdictState {
  return WORST.indexOf(a) > WORST.indexOf(b) ? a : b;
}

/** The line of the test file that an error's stack names first. */
function lineIn(stack: string, name: string): number | undefined {
  const escaped = name.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const found = new RegExp(`/${RUNNER_FOLDER}/${escaped}:(\\d+)`).exec(stack)?.[1];
  return found === undefined ? undefined : Number(found);
}

/** Why nothing could be judged, or undefined where the test judged and the answer is no. */
function unjudged(error: RunnerError): string | undefined {
  switch (error.failure) {
    case 'testTimeoutFailure':
      return `The test did not end in time (${error.message}). Does everything that it awaits settle?`;
    case 'cancelledByParent':
      return `The test waits for something that never comes: ${error.message}. Does every promise settle, and is every callback called?`;
    default:
      break;
  }
  if (error.code === 'ECONNREFUSED') return 'The test could not reach the program: the connection was refused. Start the program with Run, and check that it listens.';
  if (error.code === 'ECONNRESET' || error.code === 'UND_ERR_SOCKET') return 'The connection broke before a whole response came. Look at the program\'s output: it may have crashed on this request.';
  return undefined;
}

async function assertOf(error: RunnerError, event: { readonly name: string; readonly line: number }, path: string, source: string): Promise<AssertRecord> {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const line = lineIn(error.stack, name) ?? event.line;
  const written = (source.split('\n')[line - 1] ?? '').trim();
  const compared = error.actual !== undefined && error.expected !== undefined;
  // What node:assert writes for a comparison is the two values once more, also below a message of the test's own.
  const own = compared ? error.message.split('\n\n')[0] : error.message;
  const message = compared && error.ownMessage !== true ? undefined : error.name === 'AssertionError' ? own : `${error.name}: ${error.message}`;
  const elsewhere = /file:\/\/(\/[^\s()]*?:\d+:\d+)/.exec(error.stack)?.[1];
  const at = elsewhere !== undefined && !elsewhere.includes(`/${RUNNER_FOLDER}/`) && error.name !== 'AssertionError' ? ` (at ${elsewhere})` : '';
  const differences = error.actualJson !== undefined && error.expectedJson !== undefined ? await jsonDifferences(error.actualJson, error.expectedJson) : undefined;
  return {
    source: written === '' ? event.name : written,
    line,
    passed: false,
    ...(compared ? { actual: error.actual, expected: error.expected } : {}),
    ...(message === undefined ? {} : { message: `${message}${at}` }),
    ...(differences === undefined || differences.length === 0 ? {} : { differences }),
  };
}

/** Cuts a stream into the runner's events and everything else. */
class EventReader {
  readonly #mark: string;
  #rest = '';

  constructor(mark: string) {
    this.#mark = mark;
  }

  /** @returns events and printed text, in the order in which they came */
  push(text: string): (RunnerEvent | string)[] {
    this.#rest += text;
    const found: (RunnerEvent | string)[] = [];
    for (;;) {
      const start = this.#rest.indexOf(`\n${this.#mark}`);
      const end = start < 0 ? -1 : this.#rest.indexOf('\n', start + 1);
      if (end < 0) break;
      if (start > 0) found.push(this.#rest.slice(0, start));
      found.push(JSON.parse(this.#rest.slice(start + 1 + this.#mark.length, end)) as RunnerEvent);
      this.#rest = this.#rest.slice(end + 1);
    }
    return found;
  }

  /** What was printed after the last event. */
  end(): string {
    const text = this.#rest;
    this.#rest = '';
    return text;
  }
}

/** One run of one file. */
class FileRun {
  readonly #given: RunTestChecksOptions;
  readonly #checks: Progress[];
  readonly #done = new Set<Progress>();
  #current: Progress | null = null;
  readonly verdicts: Verdict[] = [];
  /** why the file as a whole could not be run */
  broken: string | undefined;
  ended = false;

  constructor(given: RunTestChecksOptions, groups: readonly TestCheck[]) {
    this.#given = given;
    this.#checks = groups.map((group) => ({ group, asserts: [], log: [], state: 'pass', milliseconds: 0, left: group.lines.length, startedAt: null }));
  }

  print(stream: LogLine['stream'], text: string): void {
    if (text !== '') (this.#current ?? this.#checks.find((check) => !this.#done.has(check)))?.log.push({ stream, text });
  }

  #takeLog(): void {
    const lines = this.#given.log?.() ?? [];
    (this.#current ?? this.#checks.find((check) => !this.#done.has(check)))?.log.push(...lines);
  }

  async hear(event: RunnerEvent): Promise<void> {
    this.#takeLog();
    if (event.type === 'end') {
      this.ended = true;
      return;
    }
    if (event.type === 'broken') {
      this.broken = `${event.error.name}: ${event.error.message}`;
      return;
    }
    const progress = event.nesting === 0 ? this.#checks.find(({ group }) => group.lines.includes(event.line)) : (this.#current ?? undefined);
    if (progress === undefined || this.#done.has(progress)) {
      // node:test tells of a file that cannot be loaded as a test with the file's name.
      if (event.type === 'fail' && event.nesting === 0 && event.error) this.broken = `${event.error.name}: ${event.error.message}`;
      return;
    }
    if (event.type === 'start') {
      if (event.nesting > 0) return;
      this.#current = progress;
      if (progress.startedAt === null && this.#wants(progress)) this.#given.onStart?.(progress.group.check);
      progress.startedAt ??= performance.now();
      return;
    }
    const { path, source } = this.#given.file;
    if (event.type === 'fail' && event.error && event.error.failure !== 'subtestsFailed') {
      const reason = unjudged(event.error);
      progress.state = worse(progress.state, reason === undefined ? 'fail' : 'error');
      progress.reason ??= reason;
      progress.asserts.push(await assertOf(event.error, event, path, source));
    } else if (event.type === 'pass' && event.skip !== undefined && event.skip !== false) {
      progress.state = worse(progress.state, 'skipped');
      progress.reason ??= typeof event.skip === 'string' ? `The test was skipped: ${event.skip}` : 'The test was skipped.';
    } else if (event.type === 'pass' && !event.suite) progress.asserts.push({ source: event.name, line: event.line, passed: true });
    if (event.nesting > 0) return;
    progress.milliseconds += event.milliseconds ?? 0;
    progress.left -= 1;
    if (progress.left === 0) this.#finish(progress);
  }

  #wants({ group }: Progress): boolean {
    return this.#given.only === undefined || this.#given.only.includes(group.check.id);
  }

  #finish(progress: Progress): void {
    this.#done.add(progress);
    this.#current = null;
    if (!this.#wants(progress)) return;
    const { group, state, asserts, reason, milliseconds, log } = progress;
    const verdict: Verdict = {
      check: group.check,
      state,
      exchanges: [],
      asserts,
      ...(reason === undefined || state === 'pass' || state === 'fail' ? {} : { reason }),
      milliseconds,
      log,
    };
    this.verdicts.push(verdict);
    this.#given.onVerdict?.(verdict);
  }

  /** Every check without a verdict gets one: the one under way says why, those after it that they were not reached. */
  close(why: string): void {
    this.#takeLog();
    let reason = why;
    for (const progress of this.#checks) {
      if (this.#done.has(progress)) continue;
      progress.state = 'error';
      progress.reason = reason;
      if (progress.startedAt !== null) {
        progress.milliseconds = performance.now() - progress.startedAt;
        reason = `It was not reached: ${progress.group.check.title} stands before it in its file, and that one did not end.`;
      }
      this.#finish(progress);
    }
  }
}

async function readStream(stream: AsyncIterable<string>, use: (text: string) => void | Promise<void>): Promise<void> {
  for await (const text of stream) await use(text);
}

/**
 * Runs the checks of a test file while the learner's program runs. What the file prints stands in the log of the check under way.
 * Never throws for what the file does: a file that cannot be loaded, ends early or never ends gives `error`.
 */
export async function runTestChecks(given: RunTestChecksOptions): Promise<Verdict[]> {
  const { path, source } = given.file;
  const { groups, problems } = readTestChecks(source, path);
  if (groups.length === 0) {
    const problem = problems[0];
    const check = { id: path, title: path, file: path, line: problem?.line ?? 1 };
    const verdict: Verdict = { check, state: 'error', exchanges: [], asserts: [], reason: `This file cannot be read. It ${problem?.message ?? ''}`, milliseconds: 0, log: [] };
    given.onVerdict?.(verdict);
    return [verdict];
  }
  const run = new FileRun(given, groups);
  given.log?.();
  if (given.signal?.aborted === true) {
    run.close('The check was cancelled before it was done.');
    return run.verdicts;
  }
  const name = path.slice(path.lastIndexOf('/') + 1);
  const mark = `@${crypto.randomUUID()} `;
  const limit = given.timeoutMs ?? FILE_TIMEOUT_MS;
  let process: TestProcess;
  try {
    const files = {
      [`${RUNNER_FOLDER}/package.json`]: '{ "type": "module" }\n',
      [`${RUNNER_FOLDER}/${RUNNER_FILE}`]: RUNNER_SOURCE,
      [`${RUNNER_FOLDER}/${name}`]: source,
    };
    process = await given.host.start(files, `${RUNNER_FOLDER}/${RUNNER_FILE}`, mark, `${RUNNER_FOLDER}/${name}`);
  } catch (error) {
    run.close(`The tests could not be started: ${error instanceof Error ? error.message : String(error)}`);
    return run.verdicts;
  }
  let stopped: string | undefined;
  const stop = (why: string): void => {
    stopped ??= why;
    process.kill();
  };
  const timer = setTimeout(() => stop(`The tests of ${path} did not end within ${limit / 1000} seconds. Is there an endless loop, or something awaited that never comes?`), limit);
  const onAbort = (): void => stop('The check was cancelled before it was done.');
  given.signal?.addEventListener('abort', onAbort, { once: true });
  const reader = new EventReader(mark);
  let errors = '';
  try {
    const [, , code] = await Promise.all([
      readStream(process.stdout, async (text) => {
        for (const part of reader.push(text)) {
          if (typeof part === 'string') run.print('stdout', part);
          else await run.hear(part);
        }
      }),
      readStream(process.stderr, (text) => {
        errors = (errors + text).slice(-4000);
        run.print('stderr', text);
      }),
      process.exit,
    ]);
    run.print('stdout', reader.end());
    const early = errors.trim() === '' ? `The process of the tests ended with exit code ${code} before they were done.` : `The tests could not be run:\n${errors.trim()}`;
    run.close(stopped ?? (run.broken === undefined ? (run.ended ? 'The file ended without running this test.' : early) : `${path} could not be loaded: ${run.broken}`));
  } finally {
    clearTimeout(timer);
    given.signal?.removeEventListener('abort', onAbort);
  }
  return run.verdicts;
}
