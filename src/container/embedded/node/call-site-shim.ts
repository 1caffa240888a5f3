// V8's stack trace API (https://v8.dev/docs/stack-trace-api) for engines that have none of it: SpiderMonkey draws stacks as text only and asks no
// Error.prepareStackTrace. Packages of Node's world ask for call sites (depd, which Express is built on, when it is loaded), and Node's library
// prints errors through them. The frames are read out of the text; what the text does not tell (receivers, functions, types) is null or undefined.

/** One frame of a stack, read from a line of text. */
class TextCallSite implements NodeJS.CallSite {
  readonly #name: string | null;
  readonly #file: string;
  readonly #line: number;
  readonly #column: number;
  readonly #async: boolean;

  constructor(name: string | null, file: string, line: number, column: number, async: boolean) {
    this.#name = name;
    this.#file = file;
    this.#line = line;
    this.#column = column;
    this.#async = async;
  }

  getThis = (): undefined => undefined;
  getTypeName = (): null => null;
  getFunction = (): undefined => undefined;
  getFunctionName = (): string | null => this.#name;
  getMethodName = (): null => null;
  getFileName = (): string => this.#file;
  getLineNumber = (): number => this.#line;
  getColumnNumber = (): number => this.#column;
  getEnclosingLineNumber = (): number => this.#line;
  getEnclosingColumnNumber = (): number => this.#column;
  getPosition = (): number => 0;
  getEvalOrigin = (): undefined => undefined;
  getScriptNameOrSourceURL = (): string => this.#file;
  getScriptHash = (): string => '';
  getPromiseIndex = (): null => null;
  isToplevel = (): boolean => true;
  isEval = (): boolean => false;
  isNative = (): boolean => false;
  isConstructor = (): boolean => false;
  isAsync = (): boolean => this.#async;
  isPromiseAll = (): boolean => false;

  /** As V8 words a frame: `name (file:line:column)`, or the place alone. */
  toString = (): string => {
    const place = `${this.#file}:${this.#line}:${this.#column}`;
    return `${this.#async ? 'async ' : ''}${this.#name === null ? place : `${this.#name} (${place})`}`;
  };
}

/** `name@file:line:column`; a name has no `@`, a file may (`node_modules/@scope`). What awaited the rest begins with `async*`. */
const FRAME = /^(?:(async|promise callback|setTimeout handler|setInterval handler)\*)?([^@]*)@(.*):(\d+):(\d+)$/;

/**
 * SpiderMonkey's name of a function as V8 would have it: `outer/inner` is inner, in outer; what ends with `<` has no name of its own and is
 * called after the place where it stands.
 */
function functionName(name: string): string | null {
  if (name.endsWith('<')) return null;
  const own = name.slice(name.lastIndexOf('/') + 1);
  return own === '' || own === 'anonymous' ? null : own;
}

/** The frames of SpiderMonkey's `error.stack`, innermost first; lines that are no frames are left out. */
export function callSitesOf(stack: string): NodeJS.CallSite[] {
  const sites: NodeJS.CallSite[] = [];
  for (const line of stack.split('\n')) {
    const [, cause, name = '', file = '', lineNumber, column] = FRAME.exec(line) ?? [];
    if (lineNumber !== undefined) sites.push(new TextCallSite(functionName(name), file, Number(lineNumber), Number(column), cause !== undefined));
  }
  return sites;
}

/** Whether the engine asks Error.prepareStackTrace for the text of a stack. */
function hasCallSites(): boolean {
  const before = Object.getOwnPropertyDescriptor(Error, 'prepareStackTrace');
  const mark = {};
  Object.defineProperty(Error, 'prepareStackTrace', { value: () => mark, configurable: true, writable: true });
  try {
    return (new Error() as { stack?: unknown }).stack === mark;
  } finally {
    if (before === undefined) Reflect.deleteProperty(Error, 'prepareStackTrace');
    else Object.defineProperty(Error, 'prepareStackTrace', before);
  }
}

/** A stack as V8 writes it when nobody prepares it otherwise (src/execution/messages.cc): what the error says of itself, and a line for each site. */
export function plainTrace(error: unknown, trace: readonly { toString(): string }[]): string {
  let title: string;
  try {
    title = Error.prototype.toString.call(error);
  } catch {
    title = '<error>';
  }
  return [title, ...trace.map((site) => `    at ${site.toString()}`)].join('\n');
}

/** What Error.prepareStackTrace makes of an error, given call sites; without one: V8's own text. */
function prepared(error: object, stack: string): unknown {
  const sites = callSitesOf(stack);
  const prepare: unknown = Reflect.get(Error, 'prepareStackTrace');
  if (typeof prepare === 'function') return Reflect.apply(prepare, Error, [error, sites]);
  return plainTrace(error, sites);
}

/**
 * Gives the engine V8's `Error.captureStackTrace` and has `stack` of every error asked of `Error.prepareStackTrace`. Does nothing on V8. To be called
 * before Node's library keeps the methods of Error for itself.
 */
export function installCallSites(): void {
  const stackOfErrors = Object.getOwnPropertyDescriptor(Error.prototype, 'stack');
  // A stack that is no accessor of the prototype's, and no way to leave out frames: no engine that this is for.
  const nativeStack = stackOfErrors?.get;
  const nativeCapture = Reflect.get(Error, 'captureStackTrace') as typeof Error.captureStackTrace | undefined;
  if (hasCallSites() || nativeStack === undefined || nativeCapture === undefined) return;

  /** stacks that were asked for: the text is made once */
  const made = new WeakMap<object, unknown>();
  Object.defineProperty(Error.prototype, 'stack', {
    ...stackOfErrors,
    get(this: unknown): unknown {
      if (typeof this !== 'object' || this === null) return undefined;
      if (made.has(this)) return made.get(this);
      const text: unknown = Reflect.apply(nativeStack, this, []);
      // Not an error, or one whose stack was made while its stack is being made.
      if (typeof text !== 'string') return text;
      made.set(this, text);
      const stack = prepared(this, text);
      made.set(this, stack);
      return stack;
    },
  });

  Object.defineProperty(Error, 'captureStackTrace', {
    configurable: true,
    writable: true,
    // The engine's own may leave out a function's frames by the function itself, as V8 does.
    value: function captureStackTrace(target: object, below: unknown = captureStackTrace): void {
      const holder: { stack?: unknown } = {};
      Reflect.apply(nativeCapture, Error, [holder, typeof below === 'function' ? below : captureStackTrace]);
      const text = typeof holder.stack === 'string' ? holder.stack : '';
      const settle = (value: unknown): void => void Object.defineProperty(target, 'stack', { value, configurable: true, writable: true, enumerable: false });
      Object.defineProperty(target, 'stack', {
        configurable: true,
        enumerable: false,
        get() {
          settle(text);
          const stack = prepared(target, text);
          settle(stack);
          return stack;
        },
        set: settle,
      });
    },
  });
}
