// Checks of a program that runs in a container: requests through the container's own connections, test files in a process of
// their own, and what the program printed meanwhile beside each verdict.
import type { Container } from '../container/container.ts';
import { runChecks, type LogLine } from './checks.ts';
import { containerTestHost } from './container-tests.ts';
import { containerTransport } from './container-transport.ts';
import type { Verdict } from './verdict.ts';

/** Milliseconds for one request: a handler that does not answer within it is stuck. A check can ask for more with Hurl's `max-time`. */
const REQUEST_TIMEOUT = 5_000;

/** Milliseconds that a program gets to print why it answered 500. */
const LOG_WAIT = 500;

export interface ContainerChecks {
  readonly files: Parameters<typeof runChecks>[0]['files'];
  readonly container: Container;
  /** where the program listens */
  readonly port: number;
  /** ids of the checks to run; all of them when left out */
  readonly only?: readonly string[] | undefined;
  readonly signal: AbortSignal;
  /** hears what the program prints; returns what stops hearing */
  readonly onOutput: (listener: (stream: LogLine['stream'], text: string) => void) => () => void;
  readonly onStart: (id: string) => void;
  readonly onVerdict: (verdict: Verdict) => void;
}

/** Runs checks against a program that listens. */
export async function runContainerChecks({ files, container, port, only, signal, onOutput, onStart, onVerdict }: ContainerChecks): Promise<void> {
  let printed: LogLine[] = [];
  let onPrinted: () => void = () => {};
  const stopHearing = onOutput((stream, text) => {
    printed.push({ stream, text });
    if (stream === 'stderr') onPrinted();
  });
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
      moreLog: () =>
        new Promise((resolve) => {
          const timer = setTimeout(resolve, LOG_WAIT);
          onPrinted = () => {
            clearTimeout(timer);
            resolve();
          };
          if (printed.some(({ stream }) => stream === 'stderr')) onPrinted();
        }),
      options: { timeoutMs: REQUEST_TIMEOUT },
    });
  } finally {
    stopHearing();
  }
}
