// What a run leaves behind for programs: JSON, JUnit and TAP, in Hurl's shapes.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { stringify } from 'lossless-json';
import { type Call, type EntryResult, type HurlRunError, renderError, type RunResult, toPlain } from '../../src/checks/hurl/index.ts';
import { parseSetCookie } from '../../src/checks/hurl/cookies.ts';
import { curlCommand } from './curl-command.ts';

/** One file's run. */
export interface FileRun {
  readonly file: string;
  readonly text: string;
  readonly result: RunResult;
}

/** The errors that count: those of each entry's last attempt. */
export function finalErrors(result: RunResult): { error: HurlRunError; entry: EntryResult }[] {
  return result.entries
    .filter((entry, i) => result.entries[i + 1]?.index !== entry.index)
    .flatMap((entry) => entry.errors.map((error) => ({ error, entry })));
}

function renderRunError(run: FileRun, error: HurlRunError, entry: EntryResult): string {
  return run.result.variables.redact(renderError(error, run.file, run.text, { entryLine: entry.line }));
}

function callJson(call: Call, redact: (text: string) => string): unknown {
  const header = ([name, value]: readonly [string, string]): unknown => ({ name, value: redact(value) });
  const { request, response } = call;
  const cookies = request.headers
    .filter(([name]) => name.toLowerCase() === 'cookie')
    .flatMap(([, value]) => value.split(';').map((pair) => pair.trim()))
    .map((pair) => ({ name: pair.split('=')[0], value: redact(pair.split('=').slice(1).join('=')) }));
  const setCookies = (response?.headers ?? [])
    .filter(([name]) => name.toLowerCase() === 'set-cookie')
    .flatMap(([, value]) => parseSetCookie(value) ?? [])
    .map((cookie) => {
      const plain: Record<string, unknown> = { name: cookie.name, value: redact(cookie.value) };
      const keys: Record<string, string> = { expires: 'expires', 'max-age': 'max_age', domain: 'domain', path: 'path', samesite: 'same_site' };
      for (const attribute of cookie.attributes) {
        const name = attribute.name.toLowerCase();
        if (name === 'secure' || name === 'httponly') plain[name] = true;
        else if (keys[name] !== undefined && attribute.value !== undefined) plain[keys[name]] = attribute.value;
      }
      return plain;
    });
  const begin = new Date(call.startedAt).toISOString();
  const end = new Date(call.startedAt + call.durationMs).toISOString();
  return {
    request: {
      method: request.method,
      url: redact(new URL(request.url).href),
      headers: request.headers.map(header),
      cookies,
      query_string: [...new URL(request.url).searchParams].map(([name, value]) => ({ name, value: redact(value) })),
    },
    response: { http_version: response?.version, status: response?.status, headers: response?.headers.map(header), cookies: setCookies },
    timings: { begin_call: begin, end_call: end, total: Math.round(call.durationMs * 1000) },
  };
}

/** Hurl's JSON result of one file. */
export function resultJson(run: FileRun): string {
  const { result } = run;
  const redact = (text: string): string => result.variables.redact(text);
  const entries = result.entries.map((entry) => {
    const asserts = entry.asserts.map((assert) => ({
      success: assert.error === null,
      line: assert.line,
      ...(assert.error === null ? {} : { message: renderRunError(run, assert.error, entry) }),
    }));
    const expected = entry.entry.response;
    // Hurl tells of the version even where any will do.
    if (expected?.version.value === 'HTTP' && (entry.asserts.length > 0 || entry.errors.length === 0)) asserts.unshift({ success: true, line: expected.version.span.start.line });
    const calls = entry.calls.filter((call) => call.response !== null);
    const first = entry.calls[0];
    return {
      index: entry.index + 1,
      line: entry.line,
      calls: calls.map((call) => callJson(call, redact)),
      captures: entry.captures.map(({ name, value }) => ({ name, value: typeof toPlain(value) === 'string' ? redact(String(toPlain(value))) : toPlain(value) })),
      asserts,
      time: Math.round(calls.reduce((sum, call) => sum + call.durationMs, 0)),
      curl_cmd: first === undefined ? '' : redact(curlCommand(first)),
    };
  });
  const cookies = result.cookies.map((cookie) => ({
    domain: cookie.domain,
    include_subdomain: cookie.includeSubdomains,
    path: cookie.path,
    https: cookie.secure,
    expires: cookie.expires,
    name: cookie.name,
    value: redact(cookie.value),
  }));
  return stringify({ cookies, entries, filename: run.file, success: result.success, time: Math.round(result.durationMs) }) ?? '';
}

const xml = (text: string): string =>
  text
    // Characters that XML cannot hold.
    .replace(/[\x00-\x08\x0b\x0c\x0e-\x1f]/g, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');

/** Adds a test suite to a JUnit file. */
export function writeJunit(file: string, runs: readonly FileRun[]): void {
  let errors = 0;
  let failures = 0;
  const cases = runs.map((run) => {
    const parts = finalErrors(run.result).map(({ error, entry }) => {
      if (error.assert) failures++;
      else errors++;
      const tag = error.assert ? 'failure' : 'error';
      return `<${tag}>${xml(renderRunError(run, error, entry))}</${tag}>`;
    });
    const time = (run.result.durationMs / 1000).toFixed(3);
    return `<testcase id="${xml(run.file)}" name="${xml(run.file)}" time="${time}">${parts.join('')}</testcase>`;
  });
  const suite = `<testsuite tests="${runs.length}" errors="${errors}" failures="${failures}">${cases.join('')}</testsuite>`;
  const before = existsSync(file) ? /<testsuites>([\s\S]*)<\/testsuites>/.exec(readFileSync(file, 'utf8'))?.[1] : '';
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `<?xml version="1.0" encoding="UTF-8"?><testsuites>${before ?? ''}${suite}</testsuites>`);
}

/** Adds results to a TAP file. */
export function writeTap(file: string, runs: readonly FileRun[]): void {
  const before = existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter((line) => /^(?:not )?ok /.test(line)) : [];
  const old = before.map((line) => ({ ok: line.startsWith('ok'), name: line.replace(/^(?:not )?ok \d+ - /, '') }));
  const all = [...old, ...runs.map((run) => ({ ok: finalErrors(run.result).length === 0, name: run.file }))];
  const lines = all.map(({ ok, name }, i) => `${ok ? 'ok' : 'not ok'} ${i + 1} - ${name}`);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `TAP version 13\n1..${all.length}\n${lines.join('\n')}\n`);
}

/** Writes `report.json`, one result a file. */
export function writeJsonReport(folder: string, runs: readonly FileRun[]): void {
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, 'report.json');
  const before = existsSync(file) ? readFileSync(file, 'utf8').trim().replace(/^\[|\]$/g, '') : '';
  writeFileSync(file, `[${[before, ...runs.map(resultJson)].filter((text) => text !== '').join(',')}]`);
}
