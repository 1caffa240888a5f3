// The workers of processes that have ended. To take a worker down (its heap is freed) costs a processor core for some ten milliseconds, most of
// all when the next program starts, since people restart programs: so a worker is told to fall silent, and taken down in a calmer moment.
import type { KernelHost, ProcessHandle } from './kernel.ts';

/** What a worker has to say that it is silent. One that says nothing runs on, which is what it was to be kept from. */
const SILENCE_MS = 20;
/** So many heaps may wait. */
const MAX_KEPT = 4;

export interface EndedProcessesHost extends Pick<KernelHost, 'after'> {
  /** Calls back when no program starts. */
  whenCalm(callback: () => void): void;
}

export class EndedProcesses {
  readonly #host: EndedProcessesHost;
  /** in the order in which they ended */
  readonly #kept = new Set<ProcessHandle>();
  readonly #silent = new Set<ProcessHandle>();

  constructor(host: EndedProcessesHost) {
    this.#host = host;
  }

  /** Tells a process that it has ended, and takes it down later; at once where it does not answer. */
  add(handle: ProcessHandle): void {
    handle.post({ type: 'end' });
    this.#kept.add(handle);
    const [oldest] = this.#kept;
    if (this.#kept.size > MAX_KEPT && oldest !== undefined) this.#takeDown(oldest);
    this.#host.after(SILENCE_MS, () => {
      if (!this.#silent.has(handle)) this.#takeDown(handle);
    });
  }

  /** It does nothing any more. */
  silent(handle: ProcessHandle): void {
    if (!this.#kept.has(handle)) return;
    this.#silent.add(handle);
    this.#host.whenCalm(() => this.#takeDown(handle));
  }

  #takeDown(handle: ProcessHandle): void {
    this.#silent.delete(handle);
    if (this.#kept.delete(handle)) handle.terminate();
  }
}
