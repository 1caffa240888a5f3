// Runs a lesson's checks against a program that listens, over Node's sockets.
import { runChecks } from '../../src/checks/checks.ts';
import type { TestHost } from '../../src/checks/test-files/run.ts';
import type { Verdict } from '../../src/checks/verdict.ts';
import type { CheckFile } from '../../src/lesson/lesson.ts';
import { nodeTransport } from '../hurl/node-transport.ts';

export interface JudgeOptions {
  /** where test files are run */
  readonly tests?: TestHost;
  readonly signal?: AbortSignal;
  /** whether to end with the first check that does not pass */
  readonly stopAtFirst?: boolean;
  /** for each exchange, and a fourth of what a test file may take; 10 s each if absent */
  readonly timeoutMilliseconds?: number;
}

/**
 * Judges every check of the files in order.
 * @param base where the program listens, for example http://localhost:3000
 * @returns the verdicts; with `stopAtFirst` those after the first that is no pass tell nothing
 */
export async function judge(files: readonly CheckFile[], base: string, options: JudgeOptions): Promise<Verdict[]> {
  const stop = new AbortController();
  const transport = nodeTransport();
  try {
    return await runChecks({
      files,
      transport,
      ...(options.tests ? { tests: options.tests } : {}),
      variables: { host: base },
      ...(options.timeoutMilliseconds === undefined ? {} : { options: { timeoutMs: options.timeoutMilliseconds }, testTimeoutMs: 4 * options.timeoutMilliseconds }),
      signal: options.signal ? AbortSignal.any([options.signal, stop.signal]) : stop.signal,
      onVerdict: (verdict) => {
        if (options.stopAtFirst && verdict.state !== 'pass') stop.abort();
      },
    });
  } finally {
    transport.close();
  }
}
