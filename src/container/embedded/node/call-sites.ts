// The current stack as V8 call sites, in place of v8::StackTrace::CurrentStackTrace.

/** Script names of the runtime itself and of Node's library: not the program's. */
const INTERNAL_SCRIPT = /^(?:node:|https?:|blob:|chrome-extension:)/;

/** Frames of this runtime that may lie between those asked for, and are left out. */
const RUNTIME_FRAMES = 10;

/**
 * Call sites, innermost first.
 * @param below the function whose own frame, and all above it, are left out
 * @param limit how many at most
 */
// eslint-disable-next-line @typescript-eslint/no-unsafe-function-type -- what captureStackTrace takes
export function callSites(below: Function, limit: number): NodeJS.CallSite[] {
  const prepare = Object.getOwnPropertyDescriptor(Error, 'prepareStackTrace');
  const limitBefore = Object.getOwnPropertyDescriptor(Error, 'stackTraceLimit');
  const holder: { stack?: unknown } = {};
  const collect = (_error: unknown, sites: NodeJS.CallSite[]): NodeJS.CallSite[] => sites;
  // Once stack traces are the program's (stack-traces.ts) the property is an accessor, and what is set gets the program's frames.
  const before: unknown = prepare?.set === undefined ? undefined : Reflect.get(Error, 'prepareStackTrace');
  try {
    const value = limit + RUNTIME_FRAMES;
    Reflect.defineProperty(Error, 'stackTraceLimit', { value, configurable: true, writable: true, enumerable: true });
    if (prepare?.set !== undefined) prepare.set.call(Error, collect);
    else Object.defineProperty(Error, 'prepareStackTrace', { value: collect, configurable: true, writable: true });
    Error.captureStackTrace(holder, below);
    return Array.isArray(holder.stack) ? (holder.stack as NodeJS.CallSite[]).slice(0, limit) : [];
  } catch {
    // A program has frozen Error: there is no structured stack then.
    return [];
  } finally {
    if (prepare?.set !== undefined) prepare.set.call(Error, before);
    else restore('prepareStackTrace', prepare);
    restore('stackTraceLimit', limitBefore);
  }
}

function restore(key: 'prepareStackTrace' | 'stackTraceLimit', descriptor: PropertyDescriptor | undefined): void {
  if (descriptor === undefined) Reflect.deleteProperty(Error, key);
  else Reflect.defineProperty(Error, key, descriptor);
}

/** Whether a script belongs to Node's library or to this runtime. */
export function isInternalScript(name: string | null | undefined): boolean {
  return name === undefined || name === null || name === '' || INTERNAL_SCRIPT.test(name);
}
