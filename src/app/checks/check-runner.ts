// What the page needs from the checks: their list for a lesson, and running some of them. The real one is src/checks, loaded by dynamic import
// once the prose can be read; tests give another.
import type { CheckFile } from '../../lesson/lesson.ts';
import type { CheckInfo, Verdict } from '../../checks/verdict.ts';
import type { Container } from '../../container/container.ts';
import type { OutputListener } from '../session.ts';

export interface CheckRun {
  readonly files: readonly CheckFile[];
  readonly container: Container;
  readonly port: number;
  /** ids of the checks to run; absent: all */
  readonly only?: readonly string[];
  readonly signal: AbortSignal;
  /** hears the program's output; used to put log lines beside the exchange they belong to */
  readonly onOutput: (listener: OutputListener) => () => void;
  readonly onStart: (id: string) => void;
  readonly onVerdict: (verdict: Verdict) => void;
}

export interface CheckRunner {
  /** @throws when a file cannot be read; the message names file and line */
  list(files: readonly CheckFile[]): Promise<readonly CheckInfo[]>;
  run(run: CheckRun): Promise<void>;
}
