// Runs mutants against a lesson's checks. A mutant is killed when a check does not pass, or the program crashes, hangs or does not listen.
// Mutants run one after the other in a few long-lived Node processes (mutant-host.cjs): a fresh process for each would cost ten times as much.
import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Verdict } from '../../src/checks/verdict.ts';
import type { Mutant } from './mutants.ts';
import { programEnvironment, remapArguments, temporaryFolder, writeFiles, type Environment } from './programs.ts';

const hostProgram = fileURLToPath(new URL('./mutant-host.cjs', import.meta.url));
/** a mutant that has not listened this long after it was loaded never will */
const listenMilliseconds = 1000;
/** all checks of a mutant; the judge itself gives up much earlier on a request without an answer */
const judgeMilliseconds = 20_000;
const unloadMilliseconds = 1000;

type HostMessage =
  | { readonly type: 'listening'; readonly asked: number; readonly port: number }
  | { readonly type: 'loaded' }
  | { readonly type: 'unloaded' }
  | { readonly type: 'crashed'; readonly message: string };

/** @param at the folder of the mutant's program */
export type Judge = (base: string, signal: AbortSignal, at: string) => Promise<readonly Verdict[]>;

export interface MutationSetup {
  /** the whole solution; the mutant's file takes the place of its own */
  readonly files: Readonly<Record<string, string>>;
  /** the file that node runs */
  readonly script: string;
  readonly port: number;
  readonly nodeModules: string;
  /** runs the checks, stopping at the first that does not pass */
  readonly judge: Judge;
  /** node's arguments that load something first */
  readonly preloads?: readonly string[];
  /** what mutants find in their environment */
  readonly environment?: Environment;
  /** prepares what a mutant finds outside of itself; each has a process of its own then, and is alone */
  readonly prepare?: () => Promise<void>;
  /** processes at once */
  readonly parallel: number;
  readonly onProgress?: (done: number) => void;
}

export interface MutantResult {
  readonly mutant: Mutant;
  readonly killed: boolean;
  /** what killed it: a check's id or what became of the program */
  readonly by?: string;
}

/** One long-lived process. */
class MutantHost {
  readonly #setup: MutationSetup;
  #child: ChildProcess | undefined;
  #onMessage: ((message: HostMessage) => void) | undefined;

  constructor(setup: MutationSetup) {
    this.#setup = setup;
  }

  #start(): ChildProcess {
    const child = fork(hostProgram, [], { execArgv: [...remapArguments, ...(this.#setup.preloads ?? [])], env: programEnvironment(this.#setup.port, this.#setup.environment), stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
    child.on('message', (message: HostMessage) => this.#onMessage?.(message));
    child.on('exit', () => {
      this.#onMessage?.({ type: 'crashed', message: 'the process ended' });
      if (this.#child === child) this.#child = undefined;
    });
    return child;
  }

  #wait<T>(milliseconds: number, late: T, decide: (message: HostMessage, restart: (milliseconds: number) => void) => T | undefined): Promise<T> {
    return new Promise((resolve) => {
      const end = (value: T) => {
        clearTimeout(timer);
        this.#onMessage = undefined;
        resolve(value);
      };
      let timer = setTimeout(() => end(late), milliseconds);
      const restart = (next: number) => {
        clearTimeout(timer);
        timer = setTimeout(() => end(late), next);
      };
      this.#onMessage = (message) => {
        const value = decide(message, restart);
        if (value !== undefined) end(value);
      };
    });
  }

  /** Loads the program at `url`, judges it, unloads it. @returns what killed it, or undefined if nothing did */
  async run(url: string, at: string): Promise<string | undefined> {
    const child = (this.#child ??= this.#start());
    child.send({ type: 'load', url });
    const { port } = this.#setup;
    const start = await this.#wait<number | string>(10_000, 'it hangs while it loads, or never listens', (message, restart) => {
      if (message.type === 'listening') return message.asked === port ? message.port : `it listens on port ${message.asked}`;
      if (message.type === 'crashed') return `it crashes at start: ${message.message}`;
      if (message.type === 'loaded') restart(listenMilliseconds);
      return undefined;
    });
    let by: string | undefined;
    if (typeof start === 'string') by = start;
    else {
      let crash: string | undefined;
      this.#onMessage = (message) => {
        if (message.type === 'crashed') crash = `it crashes: ${message.message}`;
      };
      const limit = AbortSignal.timeout(judgeMilliseconds);
      const verdicts = await this.#setup.judge(`http://localhost:${start}`, limit, at);
      const failed = verdicts.find((verdict) => verdict.state !== 'pass');
      by = failed ? `${failed.check.id} (${failed.state})` : limit.aborted ? 'it hangs' : crash;
    }
    await this.#unload();
    return by;
  }

  async #unload(): Promise<void> {
    const child = this.#child;
    if (!child?.connected) {
      this.#child = undefined;
      return;
    }
    child.send({ type: 'unload' });
    const unloaded = await this.#wait<boolean>(unloadMilliseconds, false, (message) => (message.type === 'unloaded' ? true : undefined));
    if (!unloaded) this.stop();
  }

  stop(): void {
    const child = this.#child;
    this.#child = undefined;
    child?.removeAllListeners('exit');
    child?.kill('SIGKILL');
  }
}

/** Judges every mutant. */
export async function runMutants(mutants: readonly Mutant[], setup: MutationSetup): Promise<MutantResult[]> {
  const folder = temporaryFolder(setup.nodeModules);
  const results: MutantResult[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    const host = new MutantHost(setup);
    try {
      for (let index = next++; index < mutants.length; index = next++) {
        const mutant = mutants[index];
        if (!mutant) break;
        const at = join(folder.path, String(index));
        writeFiles(at, { ...setup.files, [mutant.file]: mutant.source });
        await setup.prepare?.();
        const by = await host.run(pathToFileURL(join(at, setup.script)).href, at);
        if (setup.prepare !== undefined) host.stop();
        results[index] = by === undefined ? { mutant, killed: false } : { mutant, killed: true, by };
        setup.onProgress?.(results.filter(Boolean).length);
      }
    } finally {
      host.stop();
    }
  };
  try {
    await Promise.all(Array.from({ length: setup.prepare === undefined ? setup.parallel : 1 }, work));
  } finally {
    folder.remove();
  }
  return results;
}
