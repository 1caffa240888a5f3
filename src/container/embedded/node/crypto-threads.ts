// Helper threads for what Node computes in libuv's thread pool: timers and requests go on while a password is hashed. They are
// workers of the process's own worker, and end with it.
import type { Natives } from './natives.ts';

/** libuv's default (UV_THREADPOOL_SIZE). */
const DEFAULT_THREADS = 4;
/** More threads than this gain nothing in a browser. */
const MOST_THREADS = 16;

type Bytes = Uint8Array<ArrayBuffer>;

/** What a helper answers: the bytes, or the message of an error. */
type Answer = { readonly bytes: Bytes } | { readonly failure: string };

export interface HelperThreads<Task> {
  /** Computes a task on a helper, or later on one that is busy. @returns undefined where there can be no helpers: compute it here */
  run(task: Task): Promise<Bytes | undefined>;
}

interface Waiting<Task> {
  readonly task: Task;
  readonly settle: (answer: Answer | undefined) => void;
}

/**
 * The helper threads of a process; none runs before there is a task.
 * @param script what a helper runs: it must call `serveTasks`
 * @param wanted how many there may be, as UV_THREADPOOL_SIZE says
 */
export function createHelperThreads<Task>(
  natives: Pick<Natives, 'Worker' | 'Blob' | 'createObjectURL'>,
  script: () => string,
  wanted: () => string | undefined,
): HelperThreads<Task> {
  const idle: Worker[] = [];
  const queue: Waiting<Task>[] = [];
  let threads = 0;
  let address: string | undefined;
  let broken = false;

  function next(worker: Worker): void {
    const waiting = queue.shift();
    if (waiting === undefined) {
      idle.push(worker);
      return;
    }
    worker.onmessage = ({ data }: MessageEvent<Answer>) => {
      waiting.settle(data);
      next(worker);
    };
    // A helper that can't be started: its task, and all others, are left to the program's own thread.
    worker.onerror = (event) => {
      event.preventDefault();
      broken = true;
      for (const one of [waiting, ...queue.splice(0)]) one.settle(undefined);
    };
    worker.postMessage(waiting.task);
  }

  return {
    run(task) {
      const { Worker, Blob, createObjectURL } = natives;
      if (Worker === undefined || createObjectURL === undefined || broken) return Promise.resolve(undefined);
      return new Promise((resolve, reject) => {
        queue.push({
          task,
          settle(answer) {
            if (answer === undefined || 'bytes' in answer) resolve(answer?.bytes);
            else reject(new Error(answer.failure));
          },
        });
        const free = idle.pop();
        if (free !== undefined) return next(free);
        const size = Math.min(Math.max(Math.trunc(Number(wanted() ?? DEFAULT_THREADS)) || 1, 1), MOST_THREADS);
        if (threads >= size) return;
        threads++;
        address ??= createObjectURL(new Blob([script()], { type: 'text/javascript' }));
        next(new Worker(address));
      });
    },
  };
}

/** The global object of a helper, as far as it is used. */
export interface HelperScope {
  onmessage: ((event: MessageEvent) => void) | null;
  postMessage(message: unknown, transfer?: Transferable[]): void;
}

/** What a helper does: computes one task after the other. @param scope its global object */
export function serveTasks<Task>(scope: HelperScope, compute: (task: Task) => Bytes): void {
  scope.onmessage = ({ data }: MessageEvent<Task>) => {
    try {
      const bytes = compute(data);
      scope.postMessage({ bytes } satisfies Answer, [bytes.buffer]);
    } catch (error) {
      scope.postMessage({ failure: error instanceof Error ? error.message : String(error) } satisfies Answer);
    }
  };
}
