// The checks of src/checks as the page runs them: sent through the container's own connections, with the program's output beside them.
import { preloadChecks, readChecks } from '../../checks/checks.ts';
import { runContainerChecks } from '../../checks/container-checks.ts';
import { readTestChecks } from '../../checks/test-files/read.ts';
import type { CheckInfo } from '../../checks/verdict.ts';
import { whenIdle } from '../when-idle.ts';
import type { CheckRunner } from './check-runner.ts';

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

  run: runContainerChecks,
};
