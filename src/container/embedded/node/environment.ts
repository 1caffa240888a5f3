// One Node process as the bindings see it: what node::Environment is in C++. Every file of bindings/ is a function of it.
import type { EventLoop } from './loop.ts';
import type { Natives } from './natives.ts';
import type { Binding, BindingShapes, NodeFacts } from './shapes.ts';
import type { AsyncContext } from './async-context.ts';
import type { Wraps } from './wraps.ts';
import type { FileSpec, StartOptions, ThreadOptions } from '../kernel/protocol.ts';
import type { CommandLine } from './command-line.ts';
import type { FileTree } from '../kernel/files.ts';
import type { LateParts } from './late-parts.ts';
import type { KernelLink } from './kernel-link.ts';
import type { AheadCompiler } from './ahead.ts';
import type { KnownPaths } from './found-paths.ts';
import type { WarmModules } from './warm-modules.ts';

/** What a program was started with: the kernel's options, with the arguments told apart (command-line.ts). */
export interface ProcessOptions extends Omit<StartOptions, 'args'>, CommandLine {}

/** A thread as it knows itself from its boot on. */
export type BootThread = Omit<ThreadOptions, 'port'>;

export interface Environment {
  readonly natives: Natives;
  readonly shapes: BindingShapes;
  readonly facts: NodeFacts;
  readonly loop: EventLoop;
  readonly asyncContext: AsyncContext;
  /** AsyncWrap, HandleWrap and the request wrap, the base classes of what bindings hand to the library */
  readonly wraps: Wraps;
  /**
   * this process's replica of the container's files; mutations made here reach the kernel by themselves. Asked for, it has what another
   * thread has changed before it was heard of through shared memory.
   */
  readonly files: FileTree;
  /** ports, output and the other processes */
  readonly kernel: KernelLink;
  /** large parts of Node that are there only when a program may want them */
  readonly lateParts: LateParts;
  /** modules of packages that are compiled before the program asks for them */
  readonly warm: WarmModules;
  readonly ahead: AheadCompiler;
  readonly knownPaths: KnownPaths;
  /** `internalBinding('util').privateSymbols` */
  readonly privateSymbols: Readonly<Record<string, symbol>>;
  /** `internalBinding('symbols')` */
  readonly perIsolateSymbols: Readonly<Record<string, symbol>>;
  /** what Node's per-context scripts export: DOMException, emitMessage (internal/per_context/*.js) */
  readonly perContextExports?: Readonly<Record<string, unknown>>;
  /** the `process` object */
  readonly process: Record<PropertyKey, unknown>;
  /** `Buffer.prototype`, once the library has set it through `internalBinding('buffer').setBufferPrototype` */
  bufferPrototype: object;
  /** which thread of its process this is; undefined: the main one */
  readonly thread?: BootThread | undefined;
  /** current working directory, absolute */
  cwd: string;
  /** the live environment variables; `process.env` reads and writes it */
  readonly env: Record<string, string>;
  /** set when the process is bootstrapped; absent in a warm spare that has not been given a program yet */
  options: ProcessOptions;
  /** the library's own `require` */
  requireBuiltin(id: string): unknown;
  internalBinding(name: string): Binding;
  /** a file that is open under a descriptor, as another process may be given it; set by internalBinding('fs') */
  openFileAt?: (fd: number) => FileSpec | undefined;
  /** does what waits for a thread of libuv's pool, which goes on while the program's is blocked; set by internalBinding('fs') */
  runPool?: () => void;
  /** reports an error that nothing caught, as V8's message listener does; ends the process unless a handler takes it */
  triggerUncaughtException(error: unknown, fromPromise: boolean): void;
}

/** Makes one binding; members it leaves out become throwing stubs (shapes.ts). */
export type BindingFactory = (env: Environment) => Binding;

/** A Uint8Array with Buffer's prototype: what the library gets where Node's C++ returns a Buffer. */
export function asBuffer(env: Environment, bytes: Uint8Array): Uint8Array {
  return Object.setPrototypeOf(bytes, env.bufferPrototype) as Uint8Array;
}
