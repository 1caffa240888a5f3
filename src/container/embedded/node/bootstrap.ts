// Brings Node's own library up over our bindings, in the order of node::Realm::RunBootstrapping (src/node_realm.cc) and
// node::StartExecution (src/node.cc): per-context scripts, realm, node, web globals, switches; then, when the process is
// given a program, run_main_module.
import { keepFilesInStep } from './atomics.ts';
import { parseCommandLine, type CommandLineAnswer } from './command-line.ts';
import type { AheadCompiler, ExpressionAhead } from './ahead.ts';
import { createAsyncContext } from './async-context.ts';
import { bindings } from './bindings/index.ts';
import { addVariables, completeWork, exposeEnvironment } from './bindings/process_methods.ts';
import { addInspectorConsoleMethods } from './console-methods.ts';
import type { BootThread, Environment, ProcessOptions } from './environment.ts';
import { hidePageGlobals } from './globals.ts';
import { createLateParts } from './late-parts.ts';
import { createKnownPaths } from './found-paths.ts';
import type { KernelLink } from './kernel-link.ts';
import { createEventLoop, type LoopHooks } from './loop.ts';
import { transformMadeCode } from './made-code.ts';
import type { Natives } from './natives.ts';
import { isProcessExit } from './process-exit.ts';
import { createPerIsolateSymbols, createPrivateSymbols } from './private-symbols.ts';
import { notePromise } from './promise-states.ts';
import { installPromiseHooks } from './promises.ts';
import { disableProto } from './prototype-access.ts';
import { trackProxies } from './proxies.ts';
import { completeBinding, NotImplementedError, type Binding, type BindingShapes, type NodeFacts } from './shapes.ts';
import { stackTraces } from './stack-traces.ts';
import { UNSETTLED_TOP_LEVEL_AWAIT, watchEntryModule } from './unsettled-await.ts';
import { createWarmModules } from './warm-modules.ts';
import { keepAliveWhileCompiling } from './web-assembly.ts';
import { createWraps } from './wraps.ts';
import { emptyYoungHeap } from './young-heap.ts';
import { instantiateLlhttp, rehearse, type Llhttp } from '../http/llhttp.ts';
import { FileTree } from '../kernel/files.ts';
import type { LatePart, LibraryPartName } from '../kernel/late-parts.ts';
import type { Pack } from '../kernel/packs.ts';
import type { LoadedModules } from '../kernel/protocol.ts';

/** Node's library as tools/node-library packs it. */
export interface Library {
  readonly version: string;
  readonly sources: Readonly<Record<string, string>>;
  readonly shapes: BindingShapes;
  /** builtins that come with a late part */
  readonly late: Readonly<Record<string, LibraryPartName>>;
}

export interface NodeProcess {
  readonly env: Environment;
  /** Loads what nearly every server needs of the library, while the process waits for its program. */
  warmUp(): void;
  /** Loads and compiles what the program will probably want; of parts and packs that are not there it does without. */
  warm(loaded: LoadedModules, packs: ReadonlyMap<string, Pack>): void;
  /** What the program has loaded so far. */
  loaded(): LoadedModules;
  /** Gives a booted process its program; it runs from the loop's next turn on. */
  run(options: ProcessOptions, files: FileTree): void;
  /** Prints something in place of a program, and ends. */
  answer(answer: CommandLineAnswer): void;
}

const PARAMETERS = {
  perContext: 'exports, primordials, privateSymbols, perIsolateSymbols',
  realm: 'process, getLinkedBinding, getInternalBinding, primordials',
  main: 'process, require, internalBinding, primordials',
  module: 'exports, require, module, process, internalBinding, primordials',
} as const;

/** The one builtin that is no part of the library file: amaro, 3.8 MB. */
const TYPESCRIPT_STRIPPER = 'internal/deps/amaro/dist/index';

/** Parts whose builtins look at the program's environment (NODE_DEBUG) when they are loaded. */
const NOT_AHEAD: ReadonlySet<LibraryPartName> = new Set(['http2']);

/** The parameters that BuiltinLoader::LookupAndCompile (src/node_builtins.cc) gives a builtin. */
function parametersOf(id: string): string {
  if (id.startsWith('internal/per_context/')) return PARAMETERS.perContext;
  if (id === 'internal/bootstrap/realm') return PARAMETERS.realm;
  if (id.startsWith('internal/bootstrap/') || id.startsWith('internal/main/')) return PARAMETERS.main;
  return PARAMETERS.module;
}

/**
 * Loading these has no effect that a program could see, apart from process.moduleLoadList. What comes with late parts is not among them:
 * a server without cryptography and compression does without, and those that use it are known by their packages, or by their last run.
 */
const WARM_BUILTINS = [
  'http', 'stream', 'net', 'dns', 'url', 'querystring', 'string_decoder', 'fs/promises', 'stream/promises',
  'timers/promises', 'perf_hooks', 'child_process', 'dgram', 'tty', 'internal/cluster/round_robin_handle', 'internal/cluster/shared_handle',
  'internal/cluster/worker', 'internal/util/inspector', 'internal/file', 'internal/fs/sync_write_stream', 'internal/deps/acorn/acorn/dist/acorn',
] as const;

// Fields of process[exit_info_private_symbol] (src/env.h, ExitInfoField).
const EXITING = 0;
const EXIT_CODE = 1;
const HAS_EXIT_CODE = 2;

// PromiseRejectEvent (v8-promise.h)
const REJECTED = 0;
const HANDLED = 1;

export type BuiltinFunction = (...args: unknown[]) => unknown;
type BrowserRejection = Event & { readonly promise: Promise<unknown>; readonly reason: unknown };

/** A builtin's function, as BuiltinLoader::LookupAndCompile (src/node_builtins.cc) makes it. */
const builtinExpression = (id: string, source: string): string => `(function (${parametersOf(id)}) {${source}\n})`;

/** What a server runs of Node's library between its start and its first response. */
const BUSY_BUILTINS = [
  'buffer', 'child_process', 'diagnostics_channel', 'events', 'fs', 'net', 'path', 'timers', 'url', 'util', '_http_common', '_http_incoming', '_http_outgoing', '_http_server',
  'internal/async_hooks', 'internal/cluster/primary', 'internal/console/constructor', 'internal/dns/utils', 'internal/encoding', 'internal/fixed_queue', 'internal/fs/utils', 'internal/http',
  'internal/main/run_main_module', 'internal/modules/cjs/loader', 'internal/modules/esm/get_format', 'internal/modules/esm/load', 'internal/modules/esm/loader',
  'internal/modules/esm/module_job', 'internal/modules/esm/module_map', 'internal/modules/esm/resolve', 'internal/modules/esm/translators', 'internal/modules/esm/utils',
  'internal/modules/helpers', 'internal/modules/package_json_reader', 'internal/modules/run_main', 'internal/options', 'internal/perf/observe', 'internal/priority_queue',
  'internal/process/pre_execution', 'internal/process/promises', 'internal/process/task_queues', 'internal/stream_base_commons', 'internal/streams/destroy',
  'internal/streams/duplex', 'internal/streams/readable', 'internal/streams/state', 'internal/streams/writable', 'internal/timers', 'internal/url', 'internal/util',
  'internal/util/debuglog', 'internal/validators', 'cluster', 'internal/linkedlist', 'internal/net', 'internal/tty', 'tty',
] as const;

/** Has the busiest builtins compiled before the process boots. @param compiled filled with them */
export function builtinsAhead(library: Library, compiled: Map<string, BuiltinFunction>): ExpressionAhead[] {
  return BUSY_BUILTINS.map((id) => ({
    expression: builtinExpression(id, library.sources[id] as string),
    url: `node:${id}`,
    done: (value) => void compiled.set(id, value as BuiltinFunction),
  }));
}

/** The options of a process that has not been given a program yet. */
export function spareOptions(facts: NodeFacts): ProcessOptions {
  const line = parseCommandLine(facts, []);
  if (!('main' in line)) throw new Error('an empty command line has no program');
  return {
    ...line,
    kind: 'node', argv0: 'node', pid: 0, ppid: 0, group: 0, env: {}, cwd: '/', processes: [], fileChanges: [], terminal: undefined,
    descriptors: [[0, 'pipe'], [1, 'page'], [2, 'page']],
  };
}

/** What the bindings of the bootstrap collect from the library; read by the event loop. */
export interface BootstrapHooks extends Partial<Pick<LoopHooks, 'tick' | 'processImmediate' | 'processTimers'>> {
  /** promise rejection callback (internalBinding('task_queue').setPromiseRejectCallback) */
  promiseRejected?: (type: number, promise: unknown, reason: unknown) => void;
  requireBuiltin?: (id: string) => unknown;
  internalBinding?: (name: string) => Binding;
  compileBuiltin: (id: string) => BuiltinFunction;
  builtinIds: readonly string[];
  llhttp: () => Llhttp;
}

/**
 * Boots a process without a program: what a warm spare is.
 * @param scope the worker's global scope; the page's globals are hidden from it
 */
export function bootNode(given: {
  scope: typeof globalThis;
  natives: Natives;
  library: Library;
  llhttp: Uint8Array<ArrayBuffer>;
  kernel: KernelLink;
  /** told of a part that the program wanted and that the page has not loaded */
  partMissing: (part: LatePart) => Uint8Array<ArrayBuffer> | undefined;
  ahead: AheadCompiler;
  /** builtins that were compiled ahead, by id */
  compiled: Map<string, BuiltinFunction>;
  /** given: it boots as a worker thread */
  thread?: BootThread | undefined;
}): NodeProcess {
  const { natives, library, kernel } = given;
  const { shapes, sources } = library;
  const asyncContext = createAsyncContext();
  const lateParts = createLateParts(natives, given.partMissing);
  const loop = createEventLoop(natives, asyncContext);

  /** those of late parts that were compiled for the program, not ahead of it */
  const compiledLate = new Set<string>();
  const sourceOf = (id: string): string | undefined => {
    if (id === TYPESCRIPT_STRIPPER) return new natives.TextDecoder().decode(lateParts.bytes('typescript'));
    const part = library.late[id];
    return part === undefined ? sources[id] : lateParts.library(part).sources[id];
  };
  const compileBuiltin = (id: string): BuiltinFunction => {
    const source = sourceOf(id);
    if (source === undefined) throw new NotImplementedError(`the builtin module ${id}`);
    if (phase !== 'spare' && id in library.late) compiledLate.add(id);
    const ahead = given.compiled.get(id);
    given.compiled.delete(id);
    if (ahead === undefined) return natives.eval(`${builtinExpression(id, source)}\n//# sourceURL=node:${id}`) as BuiltinFunction;
    stackTraces(env).builtinAhead(id);
    return ahead;
  };

  let llhttp: Llhttp | undefined;
  const hooks: BootstrapHooks = {
    compileBuiltin,
    builtinIds: [...Object.keys(sources), ...Object.keys(library.late), TYPESCRIPT_STRIPPER].sort(),
    llhttp: () => (llhttp ??= instantiateLlhttp(new natives.WebAssembly.Module(given.llhttp))),
  };
  const processObject = createProcessObject();
  const environmentVariables: Record<string, string> = {};
  const perContextExports = {};
  let files = new FileTree();

  const env: Environment = {
    natives,
    shapes,
    facts: shapes['#facts'],
    loop,
    asyncContext,
    kernel,
    lateParts,
    warm: createWarmModules(() => env),
    ahead: given.ahead,
    knownPaths: createKnownPaths(() => env),
    process: processObject,
    thread: given.thread,
    privateSymbols: createPrivateSymbols(shapes),
    perIsolateSymbols: createPerIsolateSymbols(shapes),
    bufferPrototype: Uint8Array.prototype,
    cwd: '/',
    env: environmentVariables,
    options: spareOptions(shapes['#facts']),
    get files() {
      kernel.catchUpWithFiles();
      return files;
    },
    perContextExports,
    get wraps() {
      const made = createWraps(env);
      Object.defineProperty(env, 'wraps', { value: made });
      return made;
    },
    requireBuiltin(id) {
      if (hooks.requireBuiltin === undefined) throw new Error(`${id} was required before the realm was set up`);
      return hooks.requireBuiltin(id);
    },
    internalBinding(name) {
      return hooks.internalBinding === undefined ? makeBinding(name) : hooks.internalBinding(name);
    },
    triggerUncaughtException,
  };

  const made = new Map<string, Binding>();
  function makeBinding(name: string): Binding {
    const existing = made.get(name);
    if (existing !== undefined) return existing;
    const factory = bindings[name];
    if (factory === undefined && !(name in shapes)) throw new Error(`No such binding: ${name}`);
    const binding = completeBinding(name, shapes, factory === undefined ? {} : factory(env, hooks));
    made.set(name, binding);
    return binding;
  }

  const exitInfo = new Int32Array(3);
  processObject[env.privateSymbols['exit_info_private_symbol'] as symbol] = exitInfo;

  function triggerUncaughtException(error: unknown, fromPromise: boolean): void {
    if (isProcessExit(error)) return;
    const fatalException = processObject['_fatalException'] as ((error: unknown, fromPromise: boolean) => boolean) | undefined;
    let handled = false;
    let thrown = error;
    let code = 1;
    try {
      handled = fatalException?.call(processObject, error, fromPromise) ?? false;
    } catch (second) {
      // An exception thrown by the 'uncaughtException' handler itself: exit code 7 (src/api/exceptions.cc).
      if (isProcessExit(second)) return;
      thrown = second;
      code = 7;
    }
    if (handled) return;
    const { formatFatalException } = stackTraces(env);
    printError(formatFatalException(thrown, fromPromise));
    if (exitInfo[HAS_EXIT_CODE] && code !== 7) code = exitInfo[EXIT_CODE] ?? 1;
    endProcess(code);
  }

  function printError(text: string): void {
    kernel.print(2, new natives.TextEncoder().encode(text));
  }

  /** Ends the process from outside of the program's stack. */
  function endProcess(code: number): void {
    loop.stop();
    completeWork(env);
    try {
      kernel.exit(code);
    } catch (error) {
      if (!isProcessExit(error)) throw error;
    }
  }

  const entryModule = watchEntryModule(env, given.scope);
  const exitCode = (): number => {
    if (exitInfo[HAS_EXIT_CODE]) return exitInfo[EXIT_CODE] ?? 0;
    return entryModule.unsettled ? UNSETTLED_TOP_LEVEL_AWAIT : 0;
  };
  const emit = (event: string): unknown =>
    (processObject['emit'] as (event: string, code: number) => unknown).call(processObject, event, exitCode());

  /** Nothing is left to do: 'beforeExit', which may bring new work, else 'exit' (src/api/embed_helpers.cc). */
  function finish(): void {
    phase = 'beforeExit';
    loop.enqueue(() => emit('beforeExit'));
    // By then ticks and microtasks of the listeners have run.
    loop.enqueue(() => {
      if (loop.alive()) phase = 'running';
      else exit();
    });
  }

  /** EmitProcessExit (src/api/hooks.cc). */
  function exit(): void {
    phase = 'exiting';
    exitInfo[EXITING] = 1;
    emit('exit');
    if (entryModule.unsettled && !exitInfo[HAS_EXIT_CODE]) printError(entryModule.warning());
    endProcess(exitCode());
  }

  let phase: 'spare' | 'running' | 'beforeExit' | 'exiting' = 'spare';
  let idleCheck: number | undefined;
  const onIdle = (): void => {
    if (phase !== 'running' || idleCheck !== undefined) return;
    entryModule.look();
    // The browser tells of unhandled rejections in a task of its own, and only then is it known that nothing is left.
    idleCheck = natives.setTimeout(() => {
      idleCheck = undefined;
      if (phase === 'running' && !loop.alive()) finish();
    }, 0);
  };

  // ---- per-context scripts, realm, node ----
  hidePageGlobals(given.scope, natives);
  // Before the library captures its primordials: its own promises carry context, and its proxies are known as proxies.
  installPromiseHooks(env);
  trackProxies(given.scope);
  keepAliveWhileCompiling(loop);
  keepFilesInStep(given.scope, env);
  transformMadeCode(given.scope, env);
  stackTraces(env).setBuiltinSource(sourceOf);
  const primordials = {};
  for (const script of ['primordials', 'domexception', 'messageport']) {
    compileBuiltin(`internal/per_context/${script}`)(perContextExports, primordials, env.privateSymbols, env.perIsolateSymbols);
  }
  compileBuiltin('internal/bootstrap/realm')(processObject, linkedBinding, makeBinding, primordials);
  const runMain = (id: string): unknown =>
    compileBuiltin(id)(processObject, hooks.requireBuiltin, hooks.internalBinding, primordials);
  runMain('internal/bootstrap/node');
  runMain('internal/bootstrap/web/exposed-wildcard');
  addInspectorConsoleMethods(given.scope.console);
  runMain('internal/bootstrap/web/exposed-window-or-worker');
  runMain(`internal/bootstrap/switches/${given.thread === undefined ? 'is_main_thread' : 'is_not_main_thread'}`);
  runMain(`internal/bootstrap/switches/${given.thread === undefined ? 'does_own_process_state' : 'does_not_own_process_state'}`);

  listenForBrowserErrors(natives, {
    rejected: (type, promise, reason) => {
      if (type === REJECTED) notePromise(promise, 'rejected', reason);
      hooks.promiseRejected?.(type, promise, reason);
      loop.wake();
    },
    threw: (error) => {
      env.triggerUncaughtException(error, false);
      loop.wake();
    },
  });

  const taskQueue = env.internalBinding('task_queue') as { tickInfo: Uint8Array };
  const timers = env.internalBinding('timers') as { immediateInfo: Uint32Array };
  if (!hooks.tick || !hooks.processImmediate || !hooks.processTimers) throw new Error('the library did not set up its task queue');
  loop.start({
    // Node calls them with `process` as `this`, which their frames show.
    tick: hooks.tick.bind(processObject),
    processImmediate: hooks.processImmediate.bind(processObject),
    processTimers: hooks.processTimers.bind(processObject),
    tickInfo: taskQueue.tickInfo,
    immediateInfo: timers.immediateInfo,
    onError: (error) => env.triggerUncaughtException(error, false),
    onIdle,
  });

  return {
    env,
    warmUp() {
      for (const id of WARM_BUILTINS) env.requireBuiltin(id);
      if (given.thread !== undefined) return;
      rehearse(hooks.llhttp());
      // The library makes the expression that it knows addresses by when it needs it first.
      (env.requireBuiltin('internal/net') as { isIPv6(address: string): boolean }).isIPv6('::');
      // Not where a program is waiting already.
      natives.setTimeout(() => {
        if (phase === 'spare') emptyYoungHeap();
      });
    },
    warm({ modules, builtins, found }, packs) {
      if (found !== undefined) env.knownPaths.remember(found);
      env.warm.prepare(modules, packs, emptyYoungHeap);
      // Those that programs require come first: the internal ones count on being loaded by them.
      const isInner = (id: string): boolean => id.startsWith('internal/') || id.startsWith('_');
      for (const id of [...builtins].sort((a, b) => Number(isInner(a)) - Number(isInner(b)))) {
        const part = library.late[id];
        if (part !== undefined && !NOT_AHEAD.has(part) && lateParts.has(part)) env.requireBuiltin(id);
      }
    },
    loaded() {
      const { BuiltinModule } = env.requireBuiltin('internal/bootstrap/realm') as { BuiltinModule: { map: Map<string, { exportKeys?: unknown }> } };
      // The library notes the names that a builtin exports when a program asks for it.
      const isUsed = (id: string): boolean => compiledLate.has(id) || BuiltinModule.map.get(id)?.exportKeys !== undefined;
      return { modules: env.warm.report(), found: env.knownPaths.report(), builtins: Object.keys(library.late).filter(isUsed) };
    },
    run(options, replica) {
      env.ahead.stop();
      files = replica;
      Object.assign(env, { options, cwd: options.cwd });
      Object.assign(environmentVariables, options.env);
      exposeEnvironment(env);
      const missing = readEnvironmentFiles(env, (line) => kernel.print(2, new natives.TextEncoder().encode(`${line}\n`)));
      if (missing !== undefined) return answer({ stderr: `node: ${missing}: not found\n`, code: 9 });
      const traceLimit = options.optionValues['--stack-trace-limit'];
      if (typeof traceLimit === 'number') given.scope.Error.stackTraceLimit = traceLimit;
      disableProto(given.scope, options.optionValues['--disable-proto']);
      // Some main scripts look at options before the library has read them anew.
      (env.requireBuiltin('internal/options') as { refreshOptions(): void }).refreshOptions();
      phase = 'running';
      // Node's loop begins when the main script is over, with its timers: what is due by then comes before immediates.
      loop.enqueueClose(() => runMain(options.main));
    },
    answer,
  };

  function answer({ stdout = '', stderr = '', code }: CommandLineAnswer): void {
    kernel.print(1, new natives.TextEncoder().encode(stdout));
    kernel.print(2, new natives.TextEncoder().encode(stderr));
    endProcess(code);
  }

  function linkedBinding(name: string): never {
    throw new Error(`No such binding: ${name}`);
  }

  function createProcessObject(): Record<PropertyKey, unknown> {
    // node::CreateProcessObject: an instance of an anonymous `process` class whose prototype chain gets EventEmitter's.
    function process() {}
    const prototype = Object.create(Object.prototype, {
      constructor: { value: process, writable: true, configurable: true },
    }) as object;
    const object = Object.create(prototype) as Record<PropertyKey, unknown>;
    const { versions, release } = shapes['#facts'];
    object['version'] = `v${versions['node']}`;
    object['versions'] = Object.freeze({ ...versions });
    object['arch'] = 'x64';
    object['platform'] = 'linux';
    object['release'] = { ...release };
    object['title'] = 'node';
    return object;
  }
}

/**
 * Reads what --env-file and --env-file-if-exists name: what the process was started with stays, a later file wins over an
 * earlier one.
 * @param say takes a line for standard error
 * @returns the first file that must be there and is not
 */
function readEnvironmentFiles(env: Environment, say: (line: string) => void): string | undefined {
  const named = (option: string): readonly string[] => {
    const value = env.options.optionValues[option];
    return typeof value === 'string' ? (value === '' ? [] : [value]) : ((value as readonly string[] | undefined) ?? []);
  };
  for (const [option, required] of [['--env-file', true], ['--env-file-if-exists', false]] as const) {
    for (const name of [...named(option)].reverse()) {
      const path = name.startsWith('/') ? name : `${env.cwd}/${name}`;
      if (env.files.kindOf(path) === 'file') addVariables(env, path);
      else if (required) return name;
      else say(`${name} not found. Continuing without it.`);
    }
  }
  return undefined;
}

function listenForBrowserErrors(
  natives: Natives,
  handlers: {
    rejected: (type: number, promise: Promise<unknown>, reason: unknown) => void;
    threw: (error: unknown) => void;
  },
): void {
  const add = natives.addEventListener;
  add('unhandledrejection', (event) => {
    event.preventDefault();
    const { promise, reason } = event as BrowserRejection;
    if (!isProcessExit(reason)) handlers.rejected(REJECTED, promise, reason);
  });
  add('rejectionhandled', (event) => handlers.rejected(HANDLED, (event as BrowserRejection).promise, undefined));
  add('error', (event) => {
    event.preventDefault();
    const { error, message } = event as Event & { readonly error: unknown; readonly message: string };
    handlers.threw(error ?? message);
  });
}
