// A child that its parent waits for with its thread blocked (child_process.spawnSync): the kernel keeps what it prints, and answers
// when it has ended and nobody is left who could print. Semantics: src/spawn_sync.cc of Node.
import { concatBytes } from './concat-bytes.ts';
import { createPipe, DescriptorTable, type Description } from './pipes.ts';
import type { ExitStatus, RunReply, RunStdio } from './protocol.ts';

/** Negative errno of Linux. */
const ETIMEDOUT = -110;
const ENOBUFS = -105;

/** What came of a run, without the changes of files that the parent has to be told of. */
export type RunResult = Omit<RunReply, 'changes'>;

export interface RunHandlers {
  /** sends the child the signal that the parent has chosen */
  readonly kill: () => void;
  /** called once, at the end */
  readonly finished: (result: RunResult) => void;
}

export class Run {
  readonly pid: number;
  readonly #maxOutput: number;
  readonly #handlers: RunHandlers;
  /** the parent's ends of the pipes */
  readonly #descriptors = new DescriptorTable();
  readonly #inputs = new Map<number, Uint8Array>();
  /** what came out of each of the child's descriptors; null: nothing is kept of this one */
  readonly #output: (Uint8Array[] | null)[];
  #outputSize = 0;
  /** pipes that have not come to their end */
  #open = 0;
  #error: number | undefined;
  #stopped = false;
  #over = false;
  #status: ExitStatus | undefined;

  /** @param maxOutput bytes that the child may print; 0: any number */
  constructor(pid: number, { stdio, maxOutput }: { readonly stdio: readonly RunStdio[]; readonly maxOutput: number }, handlers: RunHandlers) {
    this.pid = pid;
    this.#maxOutput = maxOutput;
    this.#handlers = handlers;
    this.#output = stdio.map((spec) => (spec.type === 'capture' && spec.output ? [] : null));
  }

  /** Makes the pipe of one of the child's descriptors. @returns the child's end */
  capture(fd: number, { input }: Extract<RunStdio, { type: 'capture' }>): Description {
    const [ours, theirs] = createPipe();
    this.#descriptors.set(fd, ours);
    if (input !== undefined) this.#inputs.set(fd, input);
    return theirs;
  }

  /** The child has its descriptors: gives it its input, and takes its output from now on. */
  begin(): void {
    for (const [fd, input] of this.#inputs) {
      this.#descriptors.write(fd, input, () => {});
      this.#descriptors.shutdown(fd);
    }
    const outputs = this.#output.map((kept, fd) => [fd, kept] as const).filter((one): one is readonly [number, Uint8Array[]] => one[1] !== null);
    this.#open = outputs.length;
    for (const [fd, kept] of outputs) this.#read(fd, kept);
  }

  /** The parent has waited for as long as it wanted to. */
  timeOut(): void {
    this.#stop(ETIMEDOUT);
  }

  /** The child has ended, or could not be started where `code` is a negative errno. */
  ended(status: ExitStatus): void {
    this.#status = status;
    this.#finishIfOver();
  }

  /** Closes the pipes: the parent is gone, and nobody waits. */
  abandon(): void {
    this.#stopped = true;
    this.#descriptors.closeAll();
  }

  #read(fd: number, kept: Uint8Array[]): void {
    this.#descriptors.read(fd, (bytes) => {
      if (this.#stopped) return;
      if (bytes === null) {
        this.#open--;
        return this.#finishIfOver();
      }
      kept.push(bytes);
      this.#outputSize += bytes.length;
      if (this.#maxOutput > 0 && this.#outputSize > this.#maxOutput) this.#stop(ENOBUFS);
      else this.#read(fd, kept);
    });
  }

  /** Kills the child, and waits no longer for what its own children print. */
  #stop(error: number): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#error = error;
    this.#open = 0;
    this.#descriptors.closeAll();
    if (this.#status === undefined) this.#handlers.kill();
    this.#finishIfOver();
  }

  #finishIfOver(): void {
    const status = this.#status;
    if (status === undefined || this.#open > 0 || this.#over) return;
    this.#over = true;
    this.#descriptors.closeAll();
    const output = this.#output.map((kept) => (kept === null ? null : concatBytes(kept)));
    this.#handlers.finished({ pid: this.pid, status, error: this.#error, output });
  }
}
