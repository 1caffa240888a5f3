// Runs a lesson's checks against a program that listens, over Node's sockets.
import { request } from 'node:http';
import { randomBytes } from 'node:crypto';
import { parse, run, TransportError, type Transport } from '../../src/checks/hurl/index.ts';
import type { AssertRecord, CheckInfo, Verdict } from '../../src/checks/verdict.ts';
import type { CheckFile } from '../../src/lesson/lesson.ts';
import { readChecks } from './check-files.ts';

export interface JudgeOptions {
  readonly signal?: AbortSignal;
  /** whether to end with the first check that does not pass */
  readonly stopAtFirst?: boolean;
}

const transport: Transport = {
  name: 'Node',
  send: (sent) =>
    new Promise((resolve, reject) => {
      const headers: Record<string, string> = Object.fromEntries(sent.headers.map(([n, v]) => [n, v]));
      const outgoing = request(sent.url, { method: sent.method, headers: sent.body ? { ...headers, 'content-length': String(sent.body.length) } : headers, agent: false, signal: sent.signal }, (answer) => {
        resolve({
          httpVersion: '1.1',
          status: answer.statusCode ?? 0,
          statusText: answer.statusMessage ?? '',
          headers: Array.from({ length: answer.rawHeaders.length / 2 }, (_, index) => [answer.rawHeaders[index * 2] ?? '', answer.rawHeaders[index * 2 + 1] ?? ''] as const),
          body: answer,
        });
      });
      outgoing.on('error', (error) => reject(new TransportError('REFUSED', error.message)));
      outgoing.end(sent.body ?? undefined);
    }),
};

/** Judges every check of the files in order. */
export async function judge(files: readonly CheckFile[], base: string, options: JudgeOptions): Promise<Verdict[]> {
  const verdicts: Verdict[] = [];
  const uid = randomBytes(4).toString('hex');
  const { checks } = readChecks(files);
  for (const file of files) {
    const own = checks.filter((check) => check.file === file.path);
    const controller = new AbortController();
    const signal = options.signal ? AbortSignal.any([options.signal, controller.signal]) : controller.signal;
    const result = await run(parse(file.source, { file: file.path }), {
      transport,
      variables: { host: base, uid },
      signal,
      options: { continueOnError: true },
      onEvent: (event) => {
        if (options.stopAtFirst && event.type === 'result' && event.result.errors.length > 0) controller.abort();
      },
    });
    for (const [index, check] of own.entries()) {
      const next: CheckInfo | undefined = own[index + 1];
      const entries = result.entries.filter((entry) => entry.line >= check.line && (!next || entry.line < next.line));
      const errors = entries.flatMap((entry) => entry.errors);
      const asserts: AssertRecord[] = entries.flatMap((entry) => entry.asserts.map((assert) => ({ source: assert.source, line: assert.line, passed: !assert.error, actual: assert.actual, expected: assert.expected })));
      const noResponse = entries.some((entry) => entry.errors.some((error) => /HTTP connection|refused|ECONN|abort/i.test(error.message)));
      verdicts.push({
        check,
        state: errors.length === 0 && entries.length > 0 ? 'pass' : noResponse || entries.length === 0 ? 'error' : 'fail',
        exchanges: [],
        asserts,
        reason: errors[0]?.message,
        milliseconds: 0,
        log: [],
      });
      if (options.stopAtFirst && verdicts.at(-1)?.state !== 'pass') return verdicts;
    }
  }
  return verdicts;
}
