// The checks of src/checks as the page runs them: sent through the container's own connections, with the program's output beside them.
import { preloadChecks, readChecks, runChecks, type LogLine } from '../../checks/checks.ts';
import { containerTestHost } from '../../checks/container-tests.ts';
import { containerTransport } from '../../checks/container-transport.ts';
import { readTestChecks } from '../../checks/test-files/read.ts';
import type { CheckInfo } from '../../checks/verdict.ts';
import { whenIdle } from '../when-idle.ts';
import type { CheckRunner } from './check-runner.ts';

/** Milliseconds for one request: a handler that does not answer within it is stuck. A check can ask for more with Hurl's `max-time`. */
const REQUEST_TIMEOUT = 5_000;

export const hurlRunner: CheckRunner = {
  list(files) {
    // What asserts need is loaded by the time of the first Check, but not before the page has nothing better to do.
    whenIdle(() => void preloadChecks());
    const checks: CheckInfo[] = [];
    const problems: string[] = [];
    for (const { path, kind, source } of files) {
      const read = kind === 'test' ? readTestChecks(source, path) : readChecks(source, path);
      checks.push(...read.checks);
      for (const problem of read.problems) problems.push(`${problem.file}${problem.line === undefined ? '' : `:${problem.line}`}: ${problem.message}`);
    }
    return problems.length > 0 ? Promise.reject(new Error(problems.join('\n'))) : Promise.resolve(checks);
  },

  async run({ files, container, port, only, signal, onOutput, onStart, onVerdict }) {
    let printed: LogLine[] = [];
    const stopHearing = onOutput((stream, text) => printed.push({ stream, text }));
    try {
      await runChecks({
        files,
        transport: containerTransport(container),
        tests: containerTestHost(container),
        variables: { host: `http://localhost:${port}` },
        ...(only ? { only } : {}),
        signal,
        onStart: (check) => onStart(check.id),
        onVerdict,
        log() {
          const lines = printed;
          printed = [];
          return lines;
        },
        options: { timeoutMs: REQUEST_TIMEOUT },
      });
    } finally {
      stopHearing();
    }
  },
};
