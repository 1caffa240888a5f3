// internalBinding('process_methods'): what `process` knows and does (src/node_process_methods.cc, node_process_object.cc).
import { parseDotenv } from '../dotenv.ts';
import type { Environment } from '../environment.ts';

import { FileError } from '../../kernel/file-errors.ts';
import { Signal } from '../../kernel/signals.ts';
import { dlopen } from '../native-addons.ts';
import type { Binding } from '../shapes.ts';
import { systemCallError } from './fs_errors.ts';
import { closeAllPorts } from './messaging.ts';
import { flushPipes } from './pipe_wrap.ts';

const EXIT_ABORTED = 134;
/** ppid of what the page has started, and of a process whose parent has ended */
const ORPHAN_PPID = 1;
const EXEC_PATH = '/usr/local/bin/node';

/** process.env: every value is a string, as Node's property interceptors make it (src/node_env_var.cc). */
function environmentProxy(variables: Record<string, string>, invalid: (message: string) => Error): object {
  const text = (value: unknown): string => {
    if (typeof value === 'symbol') throw new TypeError('Cannot convert a Symbol value to a string');
    return String(value);
  };
  return new Proxy(variables, {
    set(target, key, value) {
      if (typeof key === 'symbol') throw new TypeError('Cannot convert a Symbol value to a string');
      target[key] = text(value);
      return true;
    },
    defineProperty(target, key, descriptor) {
      if ('get' in descriptor || 'set' in descriptor) throw invalid("'process.env' does not accept an accessor(getter/setter) descriptor");
      if (!descriptor.configurable || !descriptor.writable || !descriptor.enumerable) {
        throw invalid("'process.env' only accepts a configurable, writable, and enumerable data descriptor");
      }
      target[key as string] = text(descriptor.value);
      return true;
    },
  });
}

/** Sets process.env, which some main scripts read before the library has set up the rest of `process`. */
export function exposeEnvironment(env: Environment): void {
  env.process['env'] = environmentProxy(env.env, (message) =>
    Object.assign(new TypeError(message), { code: 'ERR_INVALID_OBJECT_DEFINE_PROPERTY' }),
  );
}

/** Adds the variables of a .env file; those that exist already stay. @throws FileError */
export function addVariables(env: Environment, path: string): void {
  const text = new env.natives.TextDecoder().decode(env.files.readFile(path));
  for (const [key, value] of parseDotenv(text)) env.env[key] ??= value;
}

/**
 * Does what Node has done by the end of a process, however it comes to it: what the pool was given (uv_library_shutdown waits for its threads)
 * and what was written to pipes and ports. No callback is called any more.
 */
export function completeWork(env: Environment): void {
  env.runPool?.();
  flushPipes(env);
  closeAllPorts(env);
}

export function processMethods(env: Environment): Binding {
  const { performance } = env.natives;
  const hrtimeBuffer = new Uint32Array(3);
  const hrtimeBigints = new BigUint64Array(hrtimeBuffer.buffer, 0, 1);
  // The browser's clock stands still for up to 0.1 ms. Two readings of Node's never are the same, and programs divide by the
  // difference: a reading is a microsecond after the last one at least.
  let lastReading = 0;
  const nanoseconds = (): number => (lastReading = Math.max(performance.now() * 1e6, lastReading + 1000));
  const startedAt = performance.now();

  /** Bytes of the JavaScript heap where the browser tells (Chromium), else an estimate of a small program. */
  const heap = (): { used: number; total: number } => {
    const memory = (performance as Performance & { memory?: { usedJSHeapSize: number; totalJSHeapSize: number } }).memory;
    return { used: memory?.usedJSHeapSize ?? 16 * 2 ** 20, total: memory?.totalJSHeapSize ?? 32 * 2 ** 20 };
  };
  const MEMORY_LIMIT = 2 ** 32;
  const absolute = (path: string): string => (path.startsWith('/') ? path : `${env.cwd}/${path}`);

  return {
    hrtimeBuffer,
    hrtime() {
      const now = nanoseconds();
      const seconds = Math.floor(now / 1e9);
      hrtimeBuffer[0] = Math.floor(seconds / 2 ** 32);
      hrtimeBuffer[1] = seconds >>> 0;
      hrtimeBuffer[2] = Math.floor(now - seconds * 1e9);
    },
    hrtimeBigInt() {
      hrtimeBigints[0] = BigInt(Math.floor(nanoseconds()));
    },
    uptime: () => (performance.now() - startedAt) / 1000,
    cwd: () => env.cwd,
    dlopen,
    chdir(directory: string) {
      try {
        const target = env.files.realpath(absolute(directory));
        env.files.readdir(target);
        env.cwd = target;
      } catch (error) {
        if (!(error instanceof FileError)) throw error;
        const { code, errno } = error;
        const [, reason] = env.facts.errorMap.find(([number]) => number === errno)?.[1] ?? ['', 'unknown error'];
        const message = `${code}: ${reason}, chdir '${env.cwd}' -> '${directory}'`;
        throw Object.assign(new Error(message), { errno, code, syscall: 'chdir', path: env.cwd, dest: directory });
      }
    },
    umask(mask?: number): number {
      const previous = env.files.umask;
      if (mask !== undefined) env.files.umask = mask & 0o777;
      return previous;
    },
    memoryUsage(fields: Float64Array) {
      const { used, total } = heap();
      fields.set([total + 24 * 2 ** 20, total, used, 2 ** 20, 0]);
    },
    rss: () => heap().total + 24 * 2 ** 20,
    constrainedMemory: () => MEMORY_LIMIT,
    availableMemory: () => MEMORY_LIMIT - heap().used,
    // A worker is not told its processor time: all time since the start counts as user time.
    cpuUsage(fields: Float64Array) {
      fields.set([Math.floor((performance.now() - startedAt) * 1000), 0]);
    },
    threadCpuUsage(fields: Float64Array) {
      fields.set([Math.floor((performance.now() - startedAt) * 1000), 0]);
    },
    resourceUsage(fields: Float64Array) {
      fields.fill(0);
      fields[0] = Math.floor((performance.now() - startedAt) * 1000);
      fields[2] = heap().total / 1024;
    },
    reallyExit(code: number) {
      completeWork(env);
      return env.kernel.exit(code);
    },
    abort() {
      flushPipes(env);
      return env.kernel.exit(EXIT_ABORTED, Signal.SIGABRT);
    },
    _kill: (pid: number, signal: number) => env.kernel.signal(pid, signal),
    _rawDebug(message: string) {
      env.kernel.print(2, new env.natives.TextEncoder().encode(`${message}\n`));
    },
    setEmitWarningSync() {},
    _getActiveHandles: () => [],
    _getActiveRequests: () => [],
    getActiveResourcesInfo: () => [],
    patchProcessObject(process: Record<string, unknown>) {
      const { argv0, args, execArgv, pid, ppid } = env.options;
      process['title'] = env.options.optionValues['--title'] === '' ? 'node' : env.options.optionValues['--title'];
      // As typed; the library puts the path of the executable in its place and keeps this as process.argv0.
      process['argv'] = [argv0, ...args];
      process['execArgv'] = [...execArgv];
      exposeEnvironment(env);
      process['pid'] = env.thread?.processId ?? pid;
      // A process whose parent has ended is the container's own.
      Object.defineProperty(process, 'ppid', {
        get: () => (env.kernel.exists(ppid) ? ppid : ORPHAN_PPID),
        set: () => undefined,
        enumerable: true,
        configurable: true,
      });
      process['execPath'] = EXEC_PATH;
      process['debugPort'] = 9229;
    },
    /** @param path a .env file; variables that exist already stay */
    loadEnvFile(path = '.env') {
      try {
        addVariables(env, absolute(path));
      } catch (error) {
        throw error instanceof FileError ? systemCallError(error.code, 'open', path) : error;
      }
    },
  };
}
