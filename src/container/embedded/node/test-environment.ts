// An Environment for unit tests of bindings: the natives of the Node that runs the tests, the pinned shapes, and a loop that
// a test turns by hand.
import { readFileSync } from 'node:fs';
import { createAheadCompiler } from './ahead.ts';
import type { BindingFactory, Environment } from './environment.ts';
import { createKnownPaths } from './found-paths.ts';
import type { KernelLink } from './kernel-link.ts';
import type { EventLoop } from './loop.ts';
import { captureNatives } from './natives.ts';
import { spareOptions } from './bootstrap.ts';
import { createPerIsolateSymbols, createPrivateSymbols } from './private-symbols.ts';
import { completeBinding, type Binding, type BindingShapes } from './shapes.ts';
import { createWarmModules } from './warm-modules.ts';
import { createWraps } from './wraps.ts';

export interface TestEnvironment {
  readonly env: Environment;
  /** a binding as the library would get it, with constants and stubs */
  binding<T = Record<string, never>>(name: string, factory: BindingFactory): T;
  /** runs everything that waits in the loop, and what that brings */
  turnLoop(): void;
  /** how many tokens keep the process alive */
  held(): number;
}

const SHAPES = new URL('../../../../tools/node-library/pin/binding-shapes-24.21.0.json', import.meta.url);

let shapes: BindingShapes | undefined;
let symbols: { private: Environment['privateSymbols']; perIsolate: Environment['perIsolateSymbols'] } | undefined;

/** Makes a fresh environment; the symbols, which are defined on Object.prototype, are made once. */
export function createTestEnvironment(): TestEnvironment {
  shapes ??= JSON.parse(readFileSync(SHAPES, 'utf8')) as BindingShapes;
  symbols ??= { private: createPrivateSymbols(shapes), perIsolate: createPerIsolateSymbols(shapes) };
  const allShapes = shapes;
  const queue: (() => void)[] = [];
  const tokens = new Set<object>();
  const bindings = new Map<string, Binding>();
  const add = (callback: () => void): void => void queue.push(callback);
  const loop: EventLoop = {
    enqueue: add,
    enqueueRest: add,
    enqueueCheck: add,
    enqueuePending: add,
    enqueueClose: add,
    afterTurn: add,
    hold: (token) => void tokens.add(token),
    release: (token) => void tokens.delete(token),
    now: () => 0,
    scheduleTimer() {},
    beforeTimers: () => () => {},
    idleTime: () => 0,
    setTimerRef() {},
    alive: () => tokens.size > 0,
    wake() {},
    start() {},
    stop() {},
    stats: { steps: 0, messages: 0 },
  };
  const complete = (name: string, factory: BindingFactory): Binding => {
    const binding = completeBinding(name, allShapes, factory(env));
    bindings.set(name, binding);
    return binding;
  };
  const asyncWrap: BindingFactory = () => ({
    pushAsyncContext() {},
    popAsyncContext: () => false,
    emitInit() {},
    emitBefore() {},
    emitAfter() {},
  });
  // Node has no global addEventListener, and gives some globals to the global object only.
  const scope = new Proxy(globalThis, {
    get: (target, key) => {
      if (key === 'addEventListener') return () => undefined;
      // Node runs no scripts by timers.
      if (key === 'setTimeout') return (run: string | (() => void), delay?: number) => setTimeout(typeof run === 'string' ? () => void (0, eval)(run) : run, delay);
      return Reflect.get(target, key) as unknown;
    },
  });
  const natives = captureNatives(scope);
  const partial: Partial<Environment> = {
    natives,
    ahead: createAheadCompiler(natives, globalThis),
    shapes: allShapes,
    facts: allShapes['#facts'],
    loop,
    asyncContext: { current: undefined },
    privateSymbols: symbols.private,
    perIsolateSymbols: symbols.perIsolate,
    process: {},
    kernel: { filesSent: 0, afterFiles: (_from: number, _count: number, callback: () => void) => callback() } as Partial<KernelLink> as KernelLink,
    bufferPrototype: Buffer.prototype as object,
    cwd: '/',
    env: {},
    options: { ...spareOptions(allShapes['#facts']), pid: 1 },
    requireBuiltin: (id) => {
      throw new Error(`no library in this test: ${id}`);
    },
    internalBinding: (name) => bindings.get(name) ?? complete(name, name === 'async_wrap' ? asyncWrap : () => ({})),
    triggerUncaughtException: (error) => {
      throw error;
    },
  };
  const env = partial as Environment;
  Object.assign(env, { wraps: createWraps(env), warm: createWarmModules(() => env), knownPaths: createKnownPaths(() => env) });
  return {
    env,
    binding: (name, factory) => complete(name, factory) as never,
    turnLoop() {
      for (let callback = queue.shift(); callback !== undefined; callback = queue.shift()) callback();
    },
    held: () => tokens.size,
  };
}
