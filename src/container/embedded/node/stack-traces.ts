// Stack traces as Node prints them, for code that `eval` has compiled: names and columns of the program's files, no frames
// of this runtime. Also the text that Node prints for an error that nothing caught.
// V8's format: https://v8.dev/docs/stack-trace-api and SerializeCallSiteInfo (v8/src/objects/call-site-info.cc).
// Node's part: lib/internal/errors.js (prepareStackTraceCallback), src/node_errors.cc (GetErrorSource, AppendExceptionLine,
// ReportFatalException).
import { AHEAD_LINES } from './ahead.ts';
import { installCallSites, plainTrace } from './call-site-shim.ts';
import type { Environment } from './environment.ts';
import { AWAIT_HELPER } from './transform/await.ts';
import type { EditLog } from './transform/edits.ts';
import { rewordError, unhelpedLine } from './transform/messages.ts';
import { lineText, originalPosition, type OriginalPosition } from './transform/positions.ts';
import { onceEach } from './once-each.ts';

/** A text that was given to `eval`, and what it came from. */
export interface CompiledScript {
  /** name in stack traces: a path for CommonJS, a URL for ES modules */
  readonly name: string;
  /** what the program's author wrote */
  readonly source: string;
  /** what was evaluated */
  readonly code: string;
  readonly edits: EditLog;
  /** what was cut off in front of the source (vm's lineOffset and columnOffset) */
  readonly lineOffset?: number;
  readonly columnOffset?: number;
  /** the outermost function stands for a module's top level and must not show as a function */
  readonly isModule?: boolean;
}

/** A place in the program that an error points to. */
export interface SourceContext {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly sourceLine: string;
}

export interface StackTraces {
  /** `internalBinding('errors').setPrepareStackTraceCallback` */
  setPrepareStackTraceCallback(callback: (...args: unknown[]) => unknown): void;
  /** Where an error's stack begins, if that is in a known script. */
  sourceContext(error: unknown): SourceContext | undefined;
  /**
   * What Node prints on stderr for an error that ends the process; ends with a line break.
   * @param fromPromise the error is an unhandled rejection: the place of its creation is shown, not that of its `throw`
   */
  formatFatalException(error: unknown, fromPromise?: boolean): string;
  /** Puts the place of an uncaught error of a vm script in front of its stack, once (node::errors::DecorateErrorStack). */
  decorate(error: unknown): void;
  /** Makes known what a script's text is and where it came from. Returns the `sourceURL` to evaluate it with. */
  register(script: CompiledScript): string;
  /** Takes over Error.prepareStackTrace; does nothing the second time. Called before the first script is compiled. */
  install(): void;
  /** Where the text of Node's own builtins is to be had, for `node:` frames. */
  setBuiltinSource(find: (id: string) => string | undefined): void;
  /** Tells that a builtin was compiled ahead (ahead.ts): its lines are others. */
  builtinAhead(id: string): void;
}

type CallSite = NodeJS.CallSite;
type ShownSite = CallSite | ProgramCallSite;
type Prepare = (error: unknown, trace: unknown) => unknown;

/** What inserted calls add to the names that V8 makes up for functions. */
const HELPER_NAMES = new RegExp(`\\b${AWAIT_HELPER}\\.\\w+\\.?`, 'g');

/** Printed by Node below an error without a stack (ReportFatalException). */
const TRACE_UNCAUGHT = '(Use `node --trace-uncaught ...` to show where the exception was thrown)';

/** An error's stack; undefined where the program's own Error.prepareStackTrace throws instead of making one. */
function stackOf(error: object): unknown {
  try {
    return (error as { stack?: unknown }).stack;
  } catch {
    return undefined;
  }
}

/** The stack traces of a process. */
export const stackTraces = onceEach<StackTraces>(createStackTraces);

function createStackTraces(env: Environment): StackTraces {
  const scripts = new Map<string, CompiledScript>();
  const contexts = new WeakMap<object, SourceContext>();
  /** traces that went through `visible` */
  const prepared = new WeakSet<object>();
  /** names of builtins that were compiled ahead */
  const aheadOfTime = new Set<string>();
  let callback: ((...args: unknown[]) => unknown) | undefined;
  let builtinSource: (id: string) => string | undefined = () => undefined;
  let installed = false;

  const position = (site: CallSite, script: CompiledScript): OriginalPosition => {
    const { lineOffset = 0, columnOffset = 0 } = script;
    const original = originalPosition(script.source, script.code, script.edits, site.getLineNumber() ?? 1, site.getColumnNumber() ?? 1);
    return {
      line: original.line + lineOffset,
      column: original.column + (original.line === 1 ? columnOffset : 0),
      inserted: original.inserted,
    };
  };

  /** The call sites that the program may see. */
  function visible(sites: readonly (CallSite | ProgramCallSite)[]): ShownSite[] {
    const shown: ShownSite[] = [];
    // Native frames (`Array.map`) go with the frame that called them: the runtime's own calls must not show.
    let natives: CallSite[] = [];
    let runtimeAbove = false;
    const show = (site: ProgramCallSite): void => {
      shown.push(...natives, site);
      natives = [];
      runtimeAbove = false;
    };
    for (const site of sites) {
      if (site instanceof ProgramCallSite) {
        show(site);
        continue;
      }
      const name = scriptName(site);
      const script = name === undefined ? undefined : scripts.get(name);
      if (script !== undefined) {
        const at = position(site, script);
        // A getter that a transform has put in front of the source.
        if (at.inserted && at.line === 1 && at.column === 1 && (site.getColumnNumber() ?? 1) <= headLength(script)) continue;
        show(new ProgramCallSite(site, script, at));
      } else if (name === undefined || name.startsWith('wasm:')) {
        if (site.isAsync()) shown.push(site);
        else if (!resumesLibraryLoop(site, shown.at(-1))) natives.push(site);
      } else if (name.startsWith('node:')) {
        const line = (site.getLineNumber() ?? 1) - (aheadOfTime.has(name) ? AHEAD_LINES : 0);
        const at = { line, column: site.getColumnNumber() ?? 1, inserted: false };
        show(new ProgramCallSite(site, { name, source: '', code: '', edits: [] }, at));
      } else {
        // This runtime, or the browser.
        natives = [];
        runtimeAbove = true;
      }
    }
    return runtimeAbove ? shown : [...shown, ...natives];
  }

  function prepare(error: unknown, sites: readonly CallSite[]): unknown {
    rewordError(error);
    const trace = visible(sites);
    prepared.add(trace);
    remember(error, trace);
    if (callback === undefined) return plainTrace(error, trace);
    return callback(globalThis, error, trace);
  }

  function remember(error: unknown, trace: readonly ShownSite[]): void {
    if (typeof error !== 'object' || error === null) return;
    const top = trace.find((site): site is ProgramCallSite => site instanceof ProgramCallSite);
    const context = top && contextOf(top);
    if (context) contexts.set(error, context);
  }

  function contextOf(site: ProgramCallSite): SourceContext | undefined {
    const { script, at } = site;
    const source = script.name.startsWith('node:') ? builtinSource(script.name.slice('node:'.length)) : script.source;
    if (source === undefined) return undefined;
    const shown = unhelpedLine(lineText(source, at.line - (script.lineOffset ?? 0)), at.column);
    return { file: script.name, line: at.line, column: shown.column, sourceLine: shown.line };
  }

  /** Puts an accessor in place of Error.prepareStackTrace: V8 gets `prepare`, the library and the program their own. */
  function install(): void {
    if (installed) return;
    installed = true;
    installCallSites();
    let current: unknown = Object.getOwnPropertyDescriptor(Error, 'prepareStackTrace')?.value;
    let asked = false;
    /** errors whose traces are being made */
    const preparing = new Set<unknown>();
    const adapters = new WeakMap<object, Prepare>();
    const originals = new WeakMap<object, unknown>();
    const none = {};

    /** Whether the engine asks. A program calls what it has found in Error.prepareStackTrace too, with what it has left of a trace (Babel does). */
    function isEngines(error: unknown, trace: unknown): trace is readonly CallSite[] {
      return Array.isArray(trace) && !prepared.has(trace) && !preparing.has(error) && !trace.some((site) => site instanceof ProgramCallSite);
    }

    function adapterOf(value: unknown): Prepare {
      const key = typeof value === 'function' ? value : none;
      const existing = adapters.get(key);
      if (existing !== undefined) return existing;
      const prepareStackTrace: Prepare = (error, trace) => {
        if (!isEngines(error, trace)) return typeof value === 'function' ? Reflect.apply(value, Error, [error, trace]) : plainTrace(error, trace as readonly ShownSite[]);
        // Node's callback reads Error.prepareStackTrace itself, and then must get the program's.
        asked = true;
        preparing.add(error);
        try {
          return prepare(error, trace);
        } finally {
          preparing.delete(error);
          asked = false;
        }
      };
      adapters.set(key, prepareStackTrace);
      originals.set(prepareStackTrace, value);
      return prepareStackTrace;
    }

    Object.defineProperty(Error, 'prepareStackTrace', {
      configurable: true,
      enumerable: false,
      get(): unknown {
        if (!asked) return adapterOf(current);
        asked = false;
        return current;
      },
      set(value: unknown) {
        current = typeof value === 'function' && originals.has(value) ? originals.get(value) : value;
      },
    });
  }

  function sourceContext(error: unknown): SourceContext | undefined {
    if (typeof error !== 'object' || error === null) return undefined;
    if (!contexts.has(error)) stackOf(error);
    return contexts.get(error);
  }

  function formatFatalException(error: unknown, fromPromise = false): string {
    const { arrow_message_private_symbol: arrowSymbol, decorated_private_symbol: decoratedSymbol } = env.privateSymbols;
    const version = `\nNode.js ${String(env.process['version'])}\n`;
    const isObject = (typeof error === 'object' && error !== null) || typeof error === 'function';
    if (!isObject) {
      // Nothing tells where a primitive was thrown: the source line that Node shows is left out.
      const text = typeof error === 'symbol' ? '' : String(error);
      return `Uncaught:\n${text}\n${TRACE_UNCAUGHT}\n${version}`;
    }
    const object = error as Record<PropertyKey, unknown>;
    const context = sourceContext(error);
    const stack = enhancedStack(object);
    if (arrowSymbol && decoratedSymbol && object[decoratedSymbol]) return `${stack}\n${version}`;
    const given = arrowSymbol && object[arrowSymbol];
    const place = context && (fromPromise ? context : thrownAt(object, context));
    // The library marks lines that say nothing to a program's author (GetErrorSource, src/node_errors.cc).
    const shown = place?.sourceLine.includes('node-do-not-add-exception-line') ? undefined : place && arrowMessage(place);
    const arrow = typeof given === 'string' ? given : shown;
    if (!(error instanceof Error)) return `${arrow === undefined ? 'Uncaught:\n' : arrow}${stack}\n${version}`;
    return arrow === undefined ? `${stack}\n${version}` : `${arrow}\n${stack}\n${version}`;
  }

  /** Where an error was thrown, as far as its stack lets one tell: V8 keeps that to itself. */
  function thrownAt(error: Record<PropertyKey, unknown>, context: SourceContext): SourceContext {
    // EventEmitter throws an unhandled 'error' event's error, which was made elsewhere, and marks it (lib/events.js).
    const { kEnhanceStackBeforeInspector } = env.requireBuiltin('internal/errors') as { kEnhanceStackBeforeInspector: symbol };
    if (error[kEnhanceStackBeforeInspector] !== undefined) {
      const lines = builtinSource('events')?.split('\n') ?? [];
      const index = lines.findIndex((line) => /^\s+throw er;/.test(line));
      const sourceLine = lines[index];
      if (sourceLine !== undefined) return { file: 'node:events', line: index + 1, column: sourceLine.search(/\S/) + 1, sourceLine };
    }
    if (!context.file.startsWith('node:') || /\bthrow\b/.test(context.sourceLine)) return atThrow(context);
    // The library makes some errors a few lines before it throws them.
    const lines = builtinSource(context.file.slice('node:'.length))?.split('\n') ?? [];
    for (let line = context.line; line < context.line + 6; line++) {
      const sourceLine = lines[line];
      if (sourceLine !== undefined && /^\s+throw \w+[;(]/.test(sourceLine)) {
        return { file: context.file, line: line + 1, column: sourceLine.search(/\S/) + 1, sourceLine };
      }
    }
    return context;
  }

  function enhancedStack(error: Record<PropertyKey, unknown>): string {
    try {
      const { fatalExceptionStackEnhancers } = env.requireBuiltin('internal/errors') as {
        fatalExceptionStackEnhancers: Record<'beforeInspector' | 'afterInspector', (error: unknown) => unknown>;
      };
      fatalExceptionStackEnhancers.beforeInspector(error);
      return String(fatalExceptionStackEnhancers.afterInspector(error));
    } catch {
      const stack = stackOf(error);
      if (stack === undefined && error instanceof Error) return `${error.name}: ${error.message}\n${TRACE_UNCAUGHT}`;
      return String(stack ?? error['message'] ?? Object.prototype.toString.call(error));
    }
  }

  return {
    setPrepareStackTraceCallback(given) {
      callback = given;
    },
    sourceContext,
    formatFatalException,
    decorate(error) {
      if (!(error instanceof Error)) return;
      const fields = error as unknown as Record<symbol, unknown>;
      const { decorated_private_symbol: decorated, arrow_message_private_symbol: arrowSymbol } = env.privateSymbols;
      const context = sourceContext(error);
      if (context === undefined || decorated === undefined || arrowSymbol === undefined || fields[decorated]) return;
      const arrow = arrowMessage(thrownAt(error as unknown as Record<PropertyKey, unknown>, context) ?? context);
      fields[arrowSymbol] = arrow;
      fields[decorated] = true;
      error.stack = `${arrow}\n${error.stack ?? ''}`;
    },
    register(script) {
      const url = sourceUrl(script.name);
      scripts.set(url, script);
      return url;
    },
    install,
    setBuiltinSource(find) {
      builtinSource = find;
    },
    builtinAhead: (id) => void aheadOfTime.add(`node:${id}`),
  };
}

/** How Node shows a place: file and line, the line's text, a caret below the column; ends with a line break. */
export function arrowMessage(context: SourceContext, length = 1): string {
  const { file, line, column, sourceLine } = context;
  // Tabs stay tabs, so that the caret stands below its character.
  const indent = sourceLine.slice(0, column - 1).replace(/[^\t]/g, ' ').padEnd(column - 1);
  return `${file}:${line}\n${sourceLine}\n${indent}${'^'.repeat(length)}\n`;
}

/** `throw new Error()` is reported at the `throw`, where the stack has the `new`. */
function atThrow(context: SourceContext): SourceContext {
  const match = /\bthrow\s+$/.exec(context.sourceLine.slice(0, context.column - 1));
  return match ? { ...context, column: match.index + 1 } : context;
}

/** `next` of the generators that tools/node-library/patches.ts makes of the library's loops; Node has no such frame. */
function resumesLibraryLoop(site: CallSite, caller: ShownSite | undefined): boolean {
  if (site.getFunctionName() !== 'next' || !(caller instanceof ProgramCallSite)) return false;
  return caller.script.name === 'node:internal/timers' || caller.script.name === 'node:internal/process/task_queues';
}

function scriptName(site: CallSite): string | undefined {
  return site.getScriptNameOrSourceURL() || site.getFileName() || undefined;
}

/** The text that stands in front of the source's first character. */
function headLength(script: CompiledScript): number {
  const [start, removed, inserted] = script.edits;
  return start === 0 && removed === 0 ? (inserted ?? 0) : 0;
}

/** V8 does not take a sourceURL with blanks or quotes in it. */
const sourceUrl = (name: string): string => name.replace(/[\s'"]/g, encodeURIComponent);

/** A frame of the program or of Node's library: V8's call site, with what `eval` has bent put right. */
class ProgramCallSite {
  static {
    // Programs tell call sites by the name of their constructor, which is V8's.
    Object.defineProperty(this, 'name', { value: 'CallSite' });
  }

  readonly #site: CallSite;
  readonly #script: CompiledScript;
  readonly #at: OriginalPosition;

  constructor(site: CallSite, script: CompiledScript, at: OriginalPosition) {
    this.#site = site;
    this.#script = script;
    this.#at = at;
  }

  get script(): CompiledScript {
    return this.#script;
  }

  get at(): OriginalPosition {
    return this.#at;
  }

  getThis(): unknown {
    return this.#site.getThis();
  }

  getTypeName(): string | null {
    return this.#site.getTypeName();
  }

  getFunction(): unknown {
    return this.#site.getFunction();
  }

  getFunctionName(): string | null {
    const name = this.#site.getFunctionName();
    // V8 calls anonymous functions of eval'd code 'eval', and some after the calls that they are an argument of.
    return name === null || (name === 'eval' && this.#site.isEval()) ? null : name.replace(HELPER_NAMES, '') || null;
  }

  getMethodName(): string | null {
    return this.#site.getMethodName();
  }

  getFileName(): string {
    return this.#script.name;
  }

  getLineNumber(): number {
    return this.#at.line;
  }

  getColumnNumber(): number {
    return this.#at.column;
  }

  getEnclosingLineNumber(): number {
    const line = (this.#site as CallSite & { getEnclosingLineNumber?(): number | null }).getEnclosingLineNumber?.();
    // Transforms keep lines; what stands in front of the source does not.
    return line == null ? this.#at.line : line + this.#at.line - (this.#site.getLineNumber() ?? this.#at.line);
  }

  getEnclosingColumnNumber(): number {
    return (this.#site as CallSite & { getEnclosingColumnNumber?(): number }).getEnclosingColumnNumber?.() ?? this.#at.column;
  }

  getPosition(): number {
    return (this.#site as CallSite & { getPosition?(): number }).getPosition?.() ?? 0;
  }

  getEvalOrigin(): undefined {
    return undefined;
  }

  getScriptNameOrSourceURL(): string {
    return this.#script.name;
  }

  getScriptHash(): string {
    return '';
  }

  getPromiseIndex(): number | null {
    return this.#site.getPromiseIndex();
  }

  isToplevel(): boolean {
    return this.#site.isToplevel();
  }

  isEval(): boolean {
    return false;
  }

  isNative(): boolean {
    return this.#site.isNative();
  }

  isConstructor(): boolean {
    return this.#site.isConstructor();
  }

  isAsync(): boolean {
    return this.#site.isAsync();
  }

  isPromiseAll(): boolean {
    return this.#site.isPromiseAll();
  }

  /** V8's own text with the place put right; only anonymous functions, which it calls `eval`, are worded here. */
  toString(): string {
    const place = `${this.#script.name}:${this.#at.line}:${this.#at.column}`;
    if (this.getFunctionName() !== null || this.isConstructor()) {
      // Newer V8s name a function after the whole expression that it is assigned to.
      const raw = this.#site.toString().replace(/^(?:Object\.)?Module\._extensions\.\./, 'Object..').replace(HELPER_NAMES, '');
      const end = raw.endsWith(')') ? ')' : '';
      const at = raw.lastIndexOf(`${scriptName(this.#site)}:${this.#site.getLineNumber()}:${this.#site.getColumnNumber()}`);
      return at < 0 ? `${raw} (${place})` : raw.slice(0, at) + place + end;
    }
    const prefix = this.isAsync() ? 'async ' : '';
    if (this.isToplevel() || this.isAsync()) return prefix + place;
    const type = this.getTypeName();
    return `${type ? `${type}.` : ''}${this.getMethodName() || '<anonymous>'} (${place})`;
  }
}
