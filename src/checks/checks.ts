// Checks: the conventions that lessons lay on top of Hurl files. A check is one entry with a comment `# @check id task=1` above
// it, and the entries below that have none of their own; its verdict is pass, fail, error or skipped.
import type { CookieJar } from './hurl/cookies.ts';
import {
  CookieJar as Jar,
  format,
  HurlParseError,
  type AssertResult,
  type Call,
  type Entry,
  type EntryResult,
  type HurlFile,
  type HurlRunError,
  parse,
  run,
  type RunOptions,
  type Template,
  type Transport,
  TransportError,
  Variables,
} from './hurl/index.ts';
import { readCheckComment } from './check-comment.ts';
import { messageRecord } from './message-record.ts';
import { readTestChecks } from './test-files/read.ts';
import { runTestChecks, type TestHost } from './test-files/run.ts';
import type { AssertRecord, CheckInfo, ExchangeRecord, Verdict, VerdictState } from './verdict.ts';

/** Something wrong with a file of checks. */
export interface CheckProblem {
  readonly file: string;
  /** 1-based */
  readonly line?: number;
  readonly message: string;
}

/** A check and the entries that belong to it. */
interface CheckGroup {
  readonly check: CheckInfo;
  /** 0-based indices in the file */
  readonly entries: readonly number[];
}

export interface ChecksOfFile {
  readonly checks: readonly CheckInfo[];
  /** null when the file is no Hurl */
  readonly ast: HurlFile | null;
  readonly problems: readonly CheckProblem[];
}

interface Grouped extends ChecksOfFile {
  readonly groups: readonly CheckGroup[];
}

/** The `@check` comment above an entry, if it has one. */
function checkOf(entry: Entry, file: string, problems: CheckProblem[]): CheckInfo | undefined {
  const { lines, span } = entry.request.lead;
  const comments = lines.flatMap(({ comment }) => (comment === null ? [] : [comment]));
  const tags = comments.map((comment) => ({ text: comment.text, line: comment.span.start.line }));
  const found = readCheckComment(tags, (line, message) => problems.push({ file, line, message }));
  return found && { ...found, file, line: span.start.line };
}

function group(source: string, file: string): Grouped {
  const problems: CheckProblem[] = [];
  let ast: HurlFile;
  try {
    ast = parse(source, { file });
  } catch (error) {
    if (!(error instanceof HurlParseError)) throw error;
    const message = `${error.description}: ${error.detail} (column ${error.column})`;
    return { checks: [], ast: null, groups: [], problems: [{ file, line: error.line, message }] };
  }
  const groups: { check: CheckInfo; entries: number[] }[] = [];
  for (const [index, entry] of ast.entries.entries()) {
    const check = checkOf(entry, file, problems);
    if (check !== undefined) {
      if (groups.some((g) => g.check.id === check.id)) problems.push({ file, line: check.line, message: `the check ${check.id} is there twice` });
      groups.push({ check, entries: [index] });
    } else if (groups.length === 0) {
      const line = entry.request.lead.span.start.line;
      problems.push({ file, line, message: 'the first entry needs a check: # @check <id> task=<number>' });
    } else groups.at(-1)?.entries.push(index);
  }
  const stray = ast.trailer.find(({ comment }) => comment !== null && /^\s*@check\b/.test(comment.text));
  if (stray?.comment) problems.push({ file, line: stray.comment.span.start.line, message: 'this @check has no entry of its own' });
  return { checks: groups.map((g) => g.check), ast, groups, problems };
}

/**
 * The checks of a file as far as they can be known without running them. Never throws: what is wrong is in `problems`.
 * @param file the name that checks and problems carry
 */
export function readChecks(source: string, file: string): ChecksOfFile {
  const { checks, ast, problems } = group(source, file);
  return { checks, ast, problems };
}

// -------------------------------------------------------------------------------------------------------- what needs what

/** Names of the variables that an entry's text uses. */
function variablesUsed(entry: Entry): Set<string> {
  const names = new Set<string>();
  const look = (node: unknown): void => {
    if (node === null || typeof node !== 'object') return;
    const { kind, name, argument } = node as { kind?: unknown; name?: unknown; argument?: Template };
    if (kind === 'variable' && typeof name === 'string' && 'span' in node) names.add(name);
    if (kind === 'variable' && argument !== undefined) names.add(argument.elements.map((e) => (e.kind === 'text' ? e.value : '')).join(''));
    for (const child of Object.values(node)) look(child);
  };
  look(entry);
  return names;
}

/** Names that an entry captures. */
function captured(entry: Entry): string[] {
  const sections = entry.response?.sections ?? [];
  return sections.flatMap((section) =>
    section.name === 'Captures' ? section.captures.map((c) => c.name.elements.map((e) => (e.kind === 'text' ? e.value : e.source)).join('')) : [],
  );
}

// --------------------------------------------------------------------------------------------------------------- verdicts

/** Errors that tell of the response, not of the check or the connection: the check judged, and the answer is no. */
const JUDGED = new Set<HurlRunError['code']>([
  'ASSERT_BODY',
  'ASSERT_FAILURE',
  'ASSERT_HEADER',
  'ASSERT_STATUS',
  'ASSERT_VERSION',
  'DECODING',
  'FILTER',
  'HEADER_NOT_FOUND',
  'INVALID_JSON',
  'INVALID_XML',
  'NO_RESULT',
  'SECRET_TYPE',
  'TOO_MANY_REDIRECTS',
]);

function reasonFor(error: HurlRunError, call: Call | undefined, timeoutMs: number): string {
  const where = call === undefined ? 'the server' : new URL(call.request.url).host;
  if (error.cause instanceof TransportError) {
    switch (error.cause.code) {
      case 'REFUSED':
        return `Nothing listens on ${where}: the connection was refused. Start the program with Run, and check that it listens on this port.`;
      case 'RESET':
      case 'EMPTY':
        return `The connection to ${where} broke before a whole response came. Look at the program's output: it may have crashed on this request.`;
      case 'PROTOCOL':
        return `What ${where} sent is not HTTP: ${error.cause.message}. Look at what the program writes to the response.`;
      case 'LOST':
        return `The container went away while the check ran: ${error.cause.message}. Start the program again.`;
      default:
        break;
    }
  }
  const place = `line ${error.span.start.line}`;
  switch (error.code) {
    case 'TIMEOUT':
      return `No whole response within ${timeoutMs / 1000} seconds. Does every way through the handler end the response?`;
    case 'ABORTED':
      return 'The check was cancelled before it was done.';
    case 'BODY_TOO_LARGE':
      return `The response did not end: ${error.detail}. Does the handler end the response?`;
    case 'UNDEFINED_VARIABLE':
      return `The check uses a variable that nothing sets (${place}): ${error.detail}.`;
    case 'CONNECTION':
      return `No response came: ${error.detail}. Look at the program's output.`;
    default:
      return `The check itself could not be run (${place}). ${error.description}: ${error.detail}`;
  }
}

function assertRecord(result: AssertResult): AssertRecord {
  const { error } = result;
  const evaluated = error === null || error.actual !== undefined || result.actual !== undefined;
  return {
    source: result.source,
    line: result.line,
    passed: error === null,
    ...(result.actual === undefined ? {} : { actual: result.actual }),
    ...(result.expected === undefined ? {} : { expected: result.expected }),
    ...(evaluated ? {} : { message: `${error.description}: ${error.detail}` }),
    ...(result.differences === undefined || error === null ? {} : { differences: result.differences }),
  };
}

async function exchangeRecord(call: Call): Promise<ExchangeRecord> {
  const { request, response } = call;
  return {
    method: request.method,
    url: request.url,
    request: await messageRecord(request.headers, request.body),
    response:
      response === null
        ? null
        : {
            ...(await messageRecord(response.headers, response.body)),
            status: response.status,
            statusText: response.statusText,
            httpVersion: response.version,
          },
    startedAt: call.startedAt,
    milliseconds: call.durationMs,
  };
}

/** An error outside the asserts (a capture that found nothing) is shown as one of them. */
function errorRecord(error: HurlRunError, ast: HurlFile): AssertRecord {
  const { line } = error.span.start;
  return { source: (ast.text.split('\n')[line - 1] ?? '').trim(), line, passed: false, message: `${error.description}: ${error.detail}` };
}

function stateOf(errors: readonly HurlRunError[]): VerdictState {
  if (errors.length === 0) return 'pass';
  return errors.some((error) => JUDGED.has(error.code)) ? 'fail' : 'error';
}

// ------------------------------------------------------------------------------------------------------------------- running

export interface LogLine {
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
}

export interface RunChecksOptions {
  /** in order; files that end in `.test.js` are test files, all others Hurl */
  readonly files: readonly { readonly path: string; readonly source: string }[];
  readonly transport: Transport;
  /** where test files are run; without it they end in `error` */
  readonly tests?: TestHost;
  /** for each test file; default 10 seconds */
  readonly testTimeoutMs?: number;
  /** at least `host`; `uid` is made up where it is missing */
  readonly variables: Readonly<Record<string, string>>;
  /** ids of the checks whose verdicts are wanted. What stands before them in their file is run too, since they build on it */
  readonly only?: readonly string[];
  readonly signal?: AbortSignal;
  readonly onStart?: (check: CheckInfo) => void;
  readonly onVerdict?: (verdict: Verdict) => void;
  /** what the program printed since this was last called */
  readonly log?: () => readonly LogLine[];
  /** resolves once the program has printed something more, or when it seems to have nothing to say */
  readonly moreLog?: () => Promise<void>;
  /** default: 10 seconds an entry, bodies up to 50 MB */
  readonly options?: Partial<RunOptions>;
}

const CHECK_TIMEOUT_MS = 10_000;

/** One file under way. */
class FileRun {
  readonly file: Grouped & { readonly ast: HurlFile };
  readonly given: RunChecksOptions;
  readonly variables: Variables;
  readonly jar: CookieJar = new Jar();
  readonly timeoutMs: number;
  /** entries that did not pass, with their check's title */
  readonly #failed = new Map<number, string>();

  constructor(file: Grouped & { readonly ast: HurlFile }, given: RunChecksOptions, variables: Variables) {
    this.file = file;
    this.given = given;
    this.variables = variables;
    this.timeoutMs = given.options?.timeoutMs ?? CHECK_TIMEOUT_MS;
  }

  /** The check whose entry should have captured what this entry uses, if it did not pass. */
  #missing(index: number): string | undefined {
    const entries = this.file.ast.entries;
    const entry = entries[index];
    if (entry === undefined) return undefined;
    for (const name of variablesUsed(entry)) {
      const source = entries.slice(0, index).findLastIndex((other) => captured(other).includes(name));
      const failed = source < 0 ? undefined : this.#failed.get(source);
      if (failed !== undefined) return failed;
    }
    return undefined;
  }

  async #entry(index: number): Promise<readonly EntryResult[]> {
    const { transport, signal, options } = this.given;
    const result = await run(this.file.ast, {
      transport,
      variables: this.variables,
      jar: this.jar,
      signal,
      select: (i) => i === index,
      options: { timeoutMs: this.timeoutMs, ...options },
    });
    return result.entries;
  }

  async check({ check, entries }: CheckGroup): Promise<Verdict> {
    const clock = performance.now();
    this.given.log?.();
    const results: EntryResult[] = [];
    let reason: string | undefined;
    let state: VerdictState = 'pass';
    const fail = (index: number): unknown => this.#failed.set(index, check.title);
    for (const index of entries) {
      if (state !== 'pass') {
        fail(index);
        continue;
      }
      const missing = this.#missing(index);
      if (missing !== undefined) {
        state = results.length === 0 ? 'skipped' : 'error';
        reason = `It uses what an earlier check captures, and that one did not pass: ${missing}. Make that one pass first.`;
        fail(index);
        continue;
      }
      if (this.given.signal?.aborted === true) {
        state = 'error';
        reason = 'The check was cancelled before it was done.';
        fail(index);
        continue;
      }
      const attempts = await this.#entry(index);
      results.push(...attempts);
      const last = attempts.at(-1);
      const errors = last?.errors ?? [];
      state = stateOf(errors);
      const first = errors[0];
      if (state === 'error' && first !== undefined) reason = reasonFor(first, last?.calls.at(-1), this.timeoutMs);
      if (state !== 'pass') fail(index);
    }
    // Servers say why they answered 500, but after they did.
    if (state !== 'pass' && results.some(({ calls }) => calls.some(({ response }) => response !== null && response.status >= 500))) await this.given.moreLog?.();
    const last = results.filter((result, i) => results[i + 1]?.index !== result.index);
    const outside = last.flatMap((result) => result.errors.filter((e) => JUDGED.has(e.code) && result.asserts.every((a) => a.error !== e)));
    return {
      check,
      state,
      exchanges: await Promise.all(results.flatMap((result) => result.calls).map(exchangeRecord)),
      asserts: [...last.flatMap((result) => result.asserts.map(assertRecord)), ...outside.map((e) => errorRecord(e, this.file.ast))],
      ...(reason === undefined ? {} : { reason }),
      milliseconds: performance.now() - clock,
      log: this.given.log?.() ?? [],
    };
  }
}

function brokenFile(path: string, reason: string, line = 1): Verdict {
  const check = { id: path, title: path, file: path, line };
  return { check, state: 'error', exchanges: [], asserts: [], reason, milliseconds: 0, log: [] };
}

/** Loads the engine's libraries ahead of the first run. Call it when a lesson opens. */
export { preload as preloadChecks } from './hurl/index.ts';

/** A short id, fresh in every run, for names and addresses that must be new. */
function freshId(): string {
  return crypto.randomUUID().slice(0, 8);
}

/**
 * Runs the checks of a lesson, file after file, each file with variables and cookies of its own, as `hurl --test` does.
 * Cancelled checks end in `error` with a reason. Never throws for what servers and files do.
 */
export async function runChecks(given: RunChecksOptions): Promise<Verdict[]> {
  const verdicts: Verdict[] = [];
  const report = (verdict: Verdict): void => {
    verdicts.push(verdict);
    given.onVerdict?.(verdict);
  };
  const uid = given.variables.uid ?? freshId();
  for (const { path, source } of given.files) {
    if (path.endsWith('.test.js')) {
      const { only, tests, signal, onStart, log } = given;
      const { checks } = readTestChecks(source, path);
      if (only !== undefined && checks.length > 0 && !checks.some((check) => only.includes(check.id))) continue;
      if (tests === undefined) report(brokenFile(path, 'Test files need a container or Node to run in; here there is only a connection to the server.'));
      else await runTestChecks({ host: tests, file: { path, source }, only, signal, onStart, onVerdict: report, log, timeoutMs: given.testTimeoutMs });
      continue;
    }
    const file = group(source, path);
    if (file.ast === null) {
      const problem = file.problems[0];
      report(brokenFile(path, `This file cannot be read. ${problem?.message ?? ''}`, problem?.line));
      continue;
    }
    const wanted = file.groups.map((g) => given.only === undefined || given.only.includes(g.check.id));
    const variables = new Variables();
    for (const [name, value] of Object.entries({ ...given.variables, uid })) variables.set(name, { kind: 'string', value });
    const fileRun = new FileRun({ ...file, ast: file.ast }, given, variables);
    for (const [i, checkGroup] of file.groups.slice(0, wanted.lastIndexOf(true) + 1).entries()) {
      if (wanted[i] === true) given.onStart?.(checkGroup.check);
      const verdict = await fileRun.check(checkGroup);
      if (wanted[i] === true) report(verdict);
    }
  }
  return verdicts;
}

/** The text of one check's entries, as the page shows it. */
export function checkSource(source: string, file: string, id: string): string | undefined {
  const { ast, groups } = group(source, file);
  const found = groups.find((g) => g.check.id === id);
  if (ast === null || found === undefined) return undefined;
  const entries = found.entries.flatMap((index) => ast.entries[index] ?? []);
  return format({ ...ast, entries, trailer: [] }).trim();
}
