// Runs a lesson's checks against a program that listens, over Node's sockets.
import { runChecks } from '../../src/checks/checks.ts';
import type { Verdict } from '../../src/checks/verdict.ts';
import type { CheckFile } from '../../src/lesson/lesson.ts';
import { nodeTransport } from '../hurl/node-transport.ts';

export interface JudgeOptions {
  readonly signal?: AbortSignal;
  /** whether to end with the first check that does not pass */
  readonly stopAtFirst?: boolean;
  /** for each exchange; 10 s if absent */
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
      variables: { host: base },
      ...(options.timeoutMilliseconds === undefined ? {} : { options: { timeoutMs: options.timeoutMilliseconds } }),
      signal: options.signal ? AbortSignal.any([options.signal, stop.signal]) : stop.signal,
      onVerdict: (verdict) => {
        if (options.stopAtFirst && verdict.state !== 'pass') stop.abort();
      },
    });
  } finally {
    transport.close();
  }
}
