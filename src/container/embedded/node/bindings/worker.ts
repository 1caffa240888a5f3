// internalBinding('worker'): worker threads (src/node_worker.cc). A thread is a worker of the browser with a Node of its own,
// which the kernel starts as it starts processes; what threads say to each other goes over the browser's ports.
import { parseCommandLine } from '../command-line.ts';
import type { Environment } from '../environment.ts';
import { NotImplementedError, type Binding } from '../shapes.ts';
import { createLinkedPort, whenOver } from './messaging.ts';

/** What a thread is told by the one that starts it. */
export interface ThreadData {
  readonly name: string;
  readonly execArgv: readonly string[];
  readonly optionValues: Readonly<Record<string, unknown>>;
  /** as the program gave them: kMaxYoungGenerationSizeMb and so on; 0 or less: the default */
  readonly resourceLimits: readonly number[];
  readonly internal: boolean;
}

/** Node's own defaults for what a program leaves open (V8's for a 64-bit machine), in MB. */
const DEFAULT_LIMITS = [192, 2096, 0, 4];
const LIMITS = 4;
const TERMINATED = 1;
/** Threads that a thread starts are numbered apart from those of the main thread. */
const NESTED = 1000;
/** How long the last messages of a thread that has ended may take, in milliseconds. */
const LAST_MESSAGES = 1000;
/** The library sends a thread its public port and its port to the main thread, behind those that the program sends along. */
const PORTS_OF_A_THREAD = 2;

export function worker(env: Environment): Binding {
  const { AsyncWrap } = env.wraps;
  const { thread } = env;
  const own = thread?.data as ThreadData | undefined;
  let started = 0;

  class Worker extends AsyncWrap {
    readonly threadId: number;
    readonly threadName: string;
    readonly messagePort: object;
    /** options that a thread can't have, or undefined */
    readonly invalidExecArgv: readonly string[] | undefined;
    readonly invalidNodeOptions: readonly string[] | undefined;
    /** set by the library: (exit code, code of a custom error, its reason) */
    onexit?: unknown;
    readonly #environment: Readonly<Record<string, string>>;
    readonly #data: ThreadData;
    #theirPort: MessagePort | undefined;
    #pid: number | undefined;
    #referenced = true;
    #stopped = false;

    /**
     * @param environment null: that of this thread; undefined: shared with this thread
     * @param execArgv undefined: that of this thread
     */
    constructor(
      _url: unknown,
      environment: Readonly<Record<string, string>> | null | undefined,
      execArgv: readonly string[] | undefined,
      resourceLimits: Float64Array,
      _trackUnmanagedFds: boolean,
      internal: boolean,
      name: string,
    ) {
      super('WORKER');
      if (environment === undefined) throw new NotImplementedError('worker_threads.SHARE_ENV');
      this.#environment = environment === null ? { ...env.env } : { ...environment };
      this.threadId = (thread === undefined ? 0 : thread.threadId * NESTED) + ++started;
      this.threadName = name;
      let { optionValues } = env.options;
      if (execArgv !== undefined || environment !== null) {
        const line = parseCommandLine(env.facts, execArgv ?? env.options.execArgv, { nodeOptions: environment?.['NODE_OPTIONS'], inherited: optionValues });
        if ('code' in line) this.invalidExecArgv = [line.stderr?.replace(/^node: bad option: |\n$/g, '') ?? ''];
        else if (line.args.length > 0) this.invalidExecArgv = line.args;
        else ({ optionValues } = line);
      }
      this.#data = { name, execArgv: [...(execArgv ?? env.options.execArgv)], optionValues, resourceLimits: [...resourceLimits], internal };
      const { port1, port2 } = new env.natives.MessageChannel();
      this.messagePort = createLinkedPort(env, port1);
      this.#theirPort = port2;
    }

    startThread(): void {
      const port = this.#theirPort;
      if (port === undefined) return;
      this.#theirPort = undefined;
      const result = env.kernel.spawn(
        {
          kind: 'node', argv0: 'node', args: [], env: this.#environment, cwd: env.cwd, newGroup: false,
          stdio: [{ type: 'ignore' }, { type: 'inherit', fd: 1 }, { type: 'inherit', fd: 2 }],
          thread: { threadId: this.threadId, processId: thread?.processId ?? env.options.pid, port, data: this.#data },
        },
        ({ code, signal }, failure) => this.#ended(code, signal, failure),
      );
      if (result < 0) return env.loop.enqueue(() => this.#ended(TERMINATED, undefined, 'too many threads were started at once'));
      this.#pid = result;
      if (this.#referenced) env.loop.hold(this);
    }

    #ended(code: number, signal: number | undefined, failure: string | undefined): void {
      this.#pid = undefined;
      let told = false;
      const tell = (): void => {
        if (told) return;
        told = true;
        env.natives.clearTimeout(patience);
        env.loop.enqueue(() => {
          env.loop.release(this);
          if (failure !== undefined) this.makeCallback(this.onexit, 1, 'ERR_WORKER_INIT_FAILED', failure);
          else if (signal !== undefined) this.makeCallback(this.onexit, 1, 'ERR_WORKER_OUT_OF_MEMORY', 'JS heap out of memory');
          else this.makeCallback(this.onexit, code, undefined, undefined);
        });
      };
      // What it has posted last comes another way than the news of its end.
      const patience = env.natives.setTimeout(tell, this.#stopped ? 0 : LAST_MESSAGES);
      if (!this.#stopped) whenOver(env, this.messagePort, PORTS_OF_A_THREAD, tell);
    }

    stopThread(): void {
      this.#stopped = true;
      if (this.#pid !== undefined) env.kernel.endThread(this.#pid);
    }

    hasRef(): boolean {
      return this.#referenced;
    }

    ref(): void {
      this.#referenced = true;
      if (this.#pid !== undefined) env.loop.hold(this);
    }

    unref(): void {
      this.#referenced = false;
      env.loop.release(this);
    }

    getResourceLimits(): Float64Array {
      return limitsOf(this.#data);
    }

    loopStartTime(): number {
      return -1;
    }
  }

  let environmentPort: object | undefined;
  return {
    isMainThread: thread === undefined,
    isInternalThread: own?.internal ?? false,
    ownsProcessState: thread === undefined,
    threadId: thread?.threadId ?? 0,
    threadName: own?.name ?? '',
    resourceLimits: own === undefined ? new Float64Array(LIMITS) : limitsOf(own),
    getEnvMessagePort() {
      if (env.options.thread === undefined) return undefined;
      return (environmentPort ??= createLinkedPort(env, env.options.thread.port));
    },
    Worker,
    /** The library's thread for asynchronous module hooks (lib/internal/modules/esm/hooks.js, patched). @throws always */
    startLoaderHooks() {
      throw new NotImplementedError('module.register() (module.registerHooks() is there)');
    },
  };
}

const limitsOf = ({ resourceLimits }: ThreadData): Float64Array =>
  Float64Array.from(resourceLimits, (limit, index) => (limit > 0 ? limit : (DEFAULT_LIMITS[index] ?? 0)));
