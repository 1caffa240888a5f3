// Runs a Hurl file: entry after entry, with captures, asserts, retries, repeats and delays.
// Facts: https://hurl.dev/docs/entry.html and the behaviour of Hurl 8.1.
import type { Assert, Body, Capture, Entry, HurlFile, KeyValue, Span } from './ast.ts';
import type { Decompressor } from './body-decoding.ts';
import { headerValues } from './body-decoding.ts';
import { CookieJar, parseNetscapeCookie, type StoredCookie } from './cookies.ts';
import { type Difference, firstHunk, jsonDifferences } from './differences.ts';
import { HurlRunError } from './errors.ts';
import { type Call, type CompleteCall, exchange, orAbort } from './exchange.ts';
import { applyFilters } from './filters.ts';
import { formatAssert, formatTemplate } from './format.ts';
import { DEFAULT_OPTIONS, entryOptions, type RunOptions } from './options.ts';
import { checkPredicate } from './predicates.ts';
import { evaluateQuery, Responses } from './queries.ts';
import { JsonPathLimitError } from './json-query.ts';
import { RegexLimitError } from './regex.ts';
import { bodyBytes, prepareRequest } from './request.ts';
import { renderJson, renderMultiline, renderTemplate, type Scope, Variables } from './scope.ts';
import type { Transport } from './transport.ts';
import { bytes, boolean, equals, float, hex, integer, kindName, NULL, repr, string, type Value } from './value.ts';

/** One assert of an entry and how it ended. */
export interface AssertResult {
  readonly kind: 'version' | 'status' | 'header' | 'body' | 'explicit';
  /** as written */
  readonly source: string;
  /** 1-based */
  readonly line: number;
  /** the error when it did not hold or could not be evaluated */
  readonly error: HurlRunError | null;
  readonly actual?: string;
  readonly expected?: string;
  /** of two JSON bodies */
  readonly differences?: readonly Difference[];
}

export interface CaptureResult {
  readonly name: string;
  readonly value: Value;
}

/** One attempt at an entry: a retried or repeated entry has several. */
export interface EntryResult {
  readonly entry: Entry;
  /** 0-based index in the file */
  readonly index: number;
  /** 1-based line of the request */
  readonly line: number;
  /** 0 for the first attempt, then counting retries */
  readonly attempt: number;
  /** the last one has no response when the connection failed */
  readonly calls: readonly Call[];
  readonly captures: readonly CaptureResult[];
  readonly asserts: readonly AssertResult[];
  readonly errors: readonly HurlRunError[];
  readonly durationMs: number;
  /** the body was to be shown uncompressed */
  readonly compressed: boolean;
}

export interface RunResult {
  readonly success: boolean;
  /** in the order they ran */
  readonly entries: readonly EntryResult[];
  readonly durationMs: number;
  /** milliseconds since 1970 */
  readonly startedAt: number;
  readonly variables: Variables;
  readonly cookies: readonly StoredCookie[];
  /** the caller's signal ended the run */
  readonly cancelled: boolean;
}

export type RunEvent =
  | { readonly type: 'entry'; readonly index: number; readonly attempt: number; readonly entry: Entry }
  | { readonly type: 'call'; readonly index: number; readonly call: Call }
  | { readonly type: 'result'; readonly result: EntryResult; readonly willRetry: boolean }
  | { readonly type: 'skipped'; readonly index: number; readonly entry: Entry };

/** A variable's value as a caller has it. Integers beyond 2^53 as bigint. */
export type VariableInput = string | number | bigint | boolean | null | Value;

export interface RunEnvironment {
  readonly transport: Transport;
  readonly variables?: Readonly<Record<string, VariableInput>> | Variables;
  /** ends the run; the entry under way ends in an error with the code ABORTED */
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: RunEvent) => void;
  readonly options?: Partial<RunOptions>;
  /** reads files named in the file; default: none can be read. May throw FileForbiddenError */
  readonly readFile?: (path: string) => Promise<Uint8Array>;
  /** takes a body that an entry's option `output` names. @throws when it cannot be written */
  readonly writeOutput?: (path: string, body: Uint8Array) => Promise<void>;
  /** which entries run; default all */
  readonly select?: (index: number) => boolean;
  /** cookies to begin with, shared with other runs */
  readonly jar?: CookieJar;
  readonly brotli?: Decompressor;
}

function toValue(input: VariableInput): Value {
  if (input === null) return NULL;
  switch (typeof input) {
    case 'string':
      return string(input);
    case 'boolean':
      return boolean(input);
    case 'bigint':
      return integer(input);
    case 'number':
      return Number.isInteger(input) ? integer(input) : float(input);
    default:
      return input;
  }
}

function variablesOf(input: RunEnvironment['variables']): Variables {
  if (input instanceof Variables) return input;
  const variables = new Variables();
  for (const [name, value] of Object.entries(input ?? {})) variables.set(name, toValue(value));
  return variables;
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const wait = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, Math.min(ms, 2 ** 31 - 1));
  });
  return orAbort(wait, signal).finally(() => clearTimeout(timer));
}

/** What an entry is judged with. */
interface Judging {
  readonly entry: Entry;
  readonly responses: Responses;
  readonly scope: Scope;
  readonly options: RunOptions;
}

/** An error of ours in evaluating becomes an error of the assert, not the end of the run. */
function asRunError(error: unknown, span: Span): HurlRunError {
  if (error instanceof HurlRunError) return error;
  if (error instanceof RegexLimitError || error instanceof JsonPathLimitError) {
    return new HurlRunError('LIMIT', 'Limit exceeded', error.message, span, { cause: error });
  }
  const detail = error instanceof Error ? error.message : String(error);
  return new HurlRunError('LIMIT', 'Evaluation error', detail, span, { cause: error });
}

function statusAsserts({ entry, responses }: Judging): AssertResult[] {
  const expected = entry.response;
  if (expected === null) return [];
  const { version, status } = responses.last;
  const results: AssertResult[] = [];
  const line = expected.version.span.start.line;
  const wanted = expected.version.value;
  if (wanted !== 'HTTP') {
    const holds = wanted === version;
    const error = new HurlRunError('ASSERT_VERSION', 'Assert HTTP version', `actual value is <${version}>`, expected.version.span, { assert: true });
    results.push({ kind: 'version', source: wanted, line, error: holds ? null : error, actual: repr(string(version)), expected: repr(string(wanted)) });
  }
  if (expected.status.value !== '*') {
    const holds = expected.status.value === status;
    const told = { actual: repr(integer(status)), expected: repr(integer(expected.status.value)) };
    const error = new HurlRunError('ASSERT_STATUS', 'Assert status code', `actual value is <${status}>`, expected.status.span, { assert: true, ...told });
    results.push({ kind: 'status', source: `${wanted} ${expected.status.source}`, line, error: holds ? null : error, ...told });
  }
  return results;
}

function headerAssert(header: KeyValue, { responses, scope }: Judging): AssertResult {
  const source = `${formatTemplate(header.key)}: ${formatTemplate(header.value)}`;
  const { line } = header.key.span.start;
  const base = { kind: 'header' as const, source, line };
  try {
    const expected = renderTemplate(header.value, scope);
    const values = headerValues(responses.last.headers, renderTemplate(header.key, scope));
    if (values.length === 0) {
      const detail = 'this header has not been found in the response';
      const error = new HurlRunError('HEADER_NOT_FOUND', 'Header not found', detail, header.key.span, { assert: true });
      return { ...base, error, actual: 'none', expected: repr(string(expected)) };
    }
    const actual = values.includes(expected) ? expected : values.length === 1 ? (values[0] ?? '') : `[${values.map((v) => `"${v}"`).join(', ')}]`;
    const told = { actual: repr(string(actual)), expected: repr(string(expected)) };
    if (actual === expected) return { ...base, error: null, ...told };
    const detail = `actual value is <${actual}>`;
    return { ...base, error: new HurlRunError('ASSERT_HEADER', 'Assert header value', detail, header.value.span, { assert: true, ...told }), ...told };
  } catch (error) {
    return { ...base, error: asRunError(error, header.key.span) };
  }
}

/** Where errors of an implicit body are shown. */
function bodySpan(body: Body): Span {
  const { value } = body;
  if (value.kind === 'oneline' || value.kind === 'multiline') return value.value.span;
  if (value.kind !== 'hex' && value.kind !== 'base64') return body.lead.span;
  // the digits alone
  const { line, column } = value.span.start;
  const from = column + value.kind.length + 1 + value.space0.length;
  return { start: { line, column: from }, end: { line, column: from + (value.source.split('\n')[0] ?? '').length } };
}

async function bodyAssert(body: Body, { responses, scope }: Judging): Promise<AssertResult> {
  const span = bodySpan(body);
  const base = { kind: 'body' as const, source: 'body', line: span.start.line };
  const fail = (code: 'ASSERT_BODY', detail: string, at: Span, layout: 'caret' | 'hunk', told: { actual: string; expected: string }): HurlRunError =>
    new HurlRunError(code, 'Assert body value', detail, at, { assert: true, layout, ...told });
  try {
    const { value } = body;
    let expected: Value;
    if (value.kind === 'json') expected = string(renderJson(value.value, scope));
    else if (value.kind === 'xml') expected = string(value.text);
    else if (value.kind === 'oneline') expected = string(renderTemplate(value.value, scope));
    else if (value.kind === 'multiline') expected = string(renderMultiline(value, scope));
    else expected = bytes(await bodyBytes(value, scope));
    const actual = expected.kind === 'string' ? string(await responses.text(span)) : bytes(await responses.data(span));
    const told = { actual: repr(actual), expected: repr(expected) };
    if (equals(actual, expected)) return { ...base, error: null, ...told };
    if (actual.kind !== 'string' || expected.kind !== 'string') {
      const shown = actual.kind === 'bytes' ? hex(actual.value) : '';
      return { ...base, error: fail('ASSERT_BODY', `actual value is <${shown}>`, span, 'caret', told), ...told };
    }
    const differences = await jsonDifferences(actual.value, expected.value);
    const extra = differences === undefined ? {} : { differences };
    if (!actual.value.includes('\n') && !expected.value.includes('\n')) {
      return { ...base, error: fail('ASSERT_BODY', `actual value is <${actual.value}>`, span, 'caret', told), ...told, ...extra };
    }
    const hunk = firstHunk(expected.value, actual.value);
    const place = { line: span.start.line + hunk.line, column: 1 };
    return { ...base, error: fail('ASSERT_BODY', hunk.text, { start: place, end: place }, 'hunk', told), ...told, ...extra };
  } catch (error) {
    return { ...base, error: asRunError(error, span) };
  }
}

async function explicitAssert(assert: Assert, { responses, scope, options }: Judging): Promise<AssertResult> {
  const base = { kind: 'explicit' as const, source: formatAssert(assert), line: assert.lead.span.start.line };
  try {
    let value = await evaluateQuery(assert.query, responses, scope, options.jsonpathCoercion);
    if (assert.filters.length > 0) {
      value = await applyFilters(assert.filters, value, scope, { inAssert: true, jsonpathCoercion: options.jsonpathCoercion });
    }
    const error = await checkPredicate(assert.predicate, value, scope);
    if (error === undefined) return { ...base, error: null, actual: value === undefined ? 'none' : repr(value) };
    return { ...base, error, actual: error.actual, expected: error.expected };
  } catch (error) {
    return { ...base, error: asRunError(error, assert.query.span) };
  }
}

async function takeCapture(capture: Capture, { responses, scope, options }: Judging): Promise<CaptureResult> {
  const name = renderTemplate(capture.name, scope);
  const found = await evaluateQuery(capture.query, responses, scope, options.jsonpathCoercion);
  if (found === undefined) throw new HurlRunError('NO_RESULT', 'No query result', `query didn't return any result`, capture.query.span);
  const value = await applyFilters(capture.filters, found, scope, { inAssert: false, jsonpathCoercion: options.jsonpathCoercion });
  const first = capture.filters[0];
  if (value === undefined) {
    const span = first === undefined ? capture.query.span : { start: first.span.start, end: capture.filters.at(-1)?.span.end ?? first.span.end };
    throw new HurlRunError('NO_RESULT', 'Filter error', `a filter didn't return any result`, span);
  }
  if (!capture.redact) scope.variables.set(name, value);
  else if (value.kind === 'string') scope.variables.setSecret(name, value.value);
  else {
    const detail = `secret must be string, actual value is <${kindName(value)}>`;
    throw new HurlRunError('SECRET_TYPE', 'Invalid secret type', detail, capture.name.span);
  }
  return { name, value };
}

/** A file's run: what lasts from entry to entry. */
class Run {
  readonly file: HurlFile;
  readonly environment: RunEnvironment;
  readonly scope: Scope;
  readonly jar: CookieJar;
  readonly base: RunOptions;
  readonly signal: AbortSignal;

  constructor(file: HurlFile, environment: RunEnvironment) {
    this.file = file;
    this.environment = environment;
    this.jar = environment.jar ?? new CookieJar();
    this.base = { ...DEFAULT_OPTIONS, ...environment.options };
    this.signal = environment.signal ?? new AbortController().signal;
    this.scope = {
      variables: variablesOf(environment.variables),
      readFile: environment.readFile ?? (() => Promise.reject(new Error('no files here'))),
    };
  }

  emit(event: RunEvent): void {
    this.environment.onEvent?.(event);
  }

  /** The comments `@cookie_storage_set:` and `@cookie_storage_clear` above an entry. */
  cookieCommands(entry: Entry): void {
    for (const { comment } of entry.request.lead.lines) {
      const text = comment?.text.trimStart() ?? '';
      if (text.startsWith('@cookie_storage_clear')) this.jar.clear();
      const set = /^@cookie_storage_set:(.*)$/s.exec(text);
      const cookie = set === null ? undefined : parseNetscapeCookie(set[1]?.trim() ?? '');
      if (cookie !== undefined) this.jar.add(cookie);
    }
  }

  async judge(judging: Judging): Promise<Pick<EntryResult, 'captures' | 'asserts' | 'errors'>> {
    const expected = judging.entry.response;
    if (expected === null) return { captures: [], asserts: [], errors: [] };
    const failed = (results: readonly AssertResult[]): HurlRunError[] => results.flatMap((r) => (r.error === null ? [] : [r.error]));
    const asserts = this.base.noAssert ? [] : statusAsserts(judging);
    // A wrong status ends the judging: what follows would only tell the same again.
    if (failed(asserts).length > 0) return { captures: [], asserts, errors: failed(asserts) };
    const captures: CaptureResult[] = [];
    for (const section of expected.sections) {
      if (section.name !== 'Captures') continue;
      for (const capture of section.captures) {
        try {
          captures.push(await takeCapture(capture, judging));
        } catch (error) {
          return { captures: [], asserts, errors: [asRunError(error, capture.query.span)] };
        }
      }
    }
    if (this.base.noAssert) return { captures, asserts, errors: [] };
    for (const header of expected.headers) asserts.push(headerAssert(header, judging));
    if (expected.body !== null) asserts.push(await bodyAssert(expected.body, judging));
    for (const section of expected.sections) {
      if (section.name !== 'Asserts') continue;
      for (const assert of section.asserts) asserts.push(await explicitAssert(assert, judging));
    }
    // Whatever made an assert fail, it is the assert that failed.
    const errors = failed(asserts);
    for (const error of errors) error.assert = true;
    return { captures, asserts, errors };
  }

  async attempt(entry: Entry, index: number, attempt: number, options: RunOptions): Promise<EntryResult> {
    const calls: Call[] = [];
    const clock = performance.now();
    const line = entry.request.lead.span.start.line;
    const finish = (judged: Pick<EntryResult, 'captures' | 'asserts' | 'errors'>): EntryResult => ({
      entry,
      index,
      line,
      attempt,
      calls,
      durationMs: performance.now() - clock,
      compressed: options.compressed,
      ...judged,
    });
    let complete: CompleteCall[];
    try {
      const prepared = await prepareRequest(entry.request, this.scope);
      this.cookieCommands(entry);
      const onCall = (call: Call): void => {
        calls.push(call);
        this.emit({ type: 'call', index, call });
      };
      const context = { transport: this.environment.transport, jar: this.jar, signal: this.signal, onCall };
      complete = await exchange(prepared, options, context, entry.request.url.span);
    } catch (error) {
      return finish({ captures: [], asserts: [], errors: [asRunError(error, entry.request.url.span)] });
    }
    const last = complete.at(-1);
    if (last === undefined) return finish({ captures: [], asserts: [], errors: [] });
    const responses = new Responses(complete, last.response, options.maxBodySize, this.environment.brotli);
    const judged = await this.judge({ entry, responses, scope: this.scope, options });
    const failed = judged.errors.length > 0;
    const lastAttempt = options.retry === null || (options.retry >= 0 && attempt >= options.retry);
    // A failed entry's body is written only where that is asked for, and not before the last attempt.
    const path = failed ? (options.failWithBody && lastAttempt ? (options.output ?? '-') : null) : options.output;
    if (path === null) return finish(judged);
    return finish({ ...judged, errors: [...judged.errors, ...(await this.writeOutput(entry, responses, options, path))] });
  }

  async writeOutput(entry: Entry, responses: Responses, options: RunOptions, path: string): Promise<HurlRunError[]> {
    const option = entry.request.sections.flatMap((s) => (s.name === 'Options' ? s.options : [])).findLast((o) => o.option.name === 'output');
    const span = option?.span ?? entry.request.url.span;
    try {
      const body = options.compressed ? await responses.data(span) : responses.last.body;
      if (this.environment.writeOutput === undefined) throw new Error('there are no files here');
      await this.environment.writeOutput(path, body);
      return [];
    } catch (cause) {
      if (cause instanceof HurlRunError) return [cause];
      const reason = cause instanceof Error ? cause.message : String(cause);
      return [new HurlRunError('FILE_WRITE', 'File write access', `${path} can not be written (${reason})`, span, { cause })];
    }
  }

  /** An entry with its retries. */
  async attempts(entry: Entry, index: number, options: RunOptions): Promise<EntryResult[]> {
    const results: EntryResult[] = [];
    for (let attempt = 0; ; attempt++) {
      this.emit({ type: 'entry', index, attempt, entry });
      const result = await this.attempt(entry, index, attempt, options);
      results.push(result);
      const exhausted = options.retry === null || (options.retry >= 0 && attempt >= options.retry);
      const willRetry = result.errors.length > 0 && !exhausted && !this.signal.aborted;
      this.emit({ type: 'result', result, willRetry });
      if (!willRetry) return results;
      try {
        await pause(options.retryIntervalMs, this.signal);
      } catch {
        return results;
      }
    }
  }

  async run(): Promise<RunResult> {
    const startedAt = Date.now();
    const clock = performance.now();
    const results: EntryResult[] = [];
    for (const [index, entry] of this.file.entries.entries()) {
      if (this.signal.aborted) break;
      if (this.environment.select?.(index) === false) continue;
      let repeated = 0;
      let goOn = true;
      do {
        let options: RunOptions;
        try {
          options = entryOptions(entry, this.base, this.scope);
        } catch (error) {
          const line = entry.request.lead.span.start.line;
          const failure = asRunError(error, entry.request.url.span);
          const empty = { calls: [], captures: [], asserts: [], durationMs: 0, compressed: false };
          const result: EntryResult = { entry, index, line, attempt: 0, errors: [failure], ...empty };
          results.push(result);
          this.emit({ type: 'result', result, willRetry: false });
          goOn = this.base.continueOnError;
          break;
        }
        if (options.skip || options.repeat === 0) {
          this.emit({ type: 'skipped', index, entry });
          break;
        }
        if (options.delayMs > 0) await pause(options.delayMs, this.signal).catch(() => undefined);
        if (this.signal.aborted) break;
        const attempts = await this.attempts(entry, index, options);
        results.push(...attempts);
        goOn = (attempts.at(-1)?.errors.length ?? 0) === 0 || this.base.continueOnError;
        repeated++;
        if (options.repeat === null || (options.repeat > 0 && repeated >= options.repeat)) break;
      } while (goOn && !this.signal.aborted);
      if (!goOn) break;
    }
    // Only an entry's last attempt counts.
    const success = results.every((result, i) => result.errors.length === 0 || results[i + 1]?.index === result.index);
    const cancelled = this.signal.aborted;
    return {
      success: success && !cancelled,
      entries: results,
      durationMs: performance.now() - clock,
      startedAt,
      variables: this.scope.variables,
      cookies: this.jar.all,
      cancelled,
    };
  }
}

/**
 * Runs the entries of a file one after the other. Never throws for what the file, the server or the network does: that is in
 * the result's errors.
 */
export function run(file: HurlFile, environment: RunEnvironment): Promise<RunResult> {
  return new Run(file, environment).run();
}
