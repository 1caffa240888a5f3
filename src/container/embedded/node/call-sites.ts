// The current stack as V8 call sites, in place of v8::StackTrace::CurrentStackTrace.

/** Script names of the runtime itself and of Node's library: not the program's. */
const INTERNAL_SCRIPT = /^(?:node:|https?:|blob:|chrome-extension:)/;

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
  try {
    Object.defineProperty(Error, 'stackTraceLimit', { value: limit, configurable: true, writable: true, enumerable: true });
    Object.defineProperty(Error, 'prepareStackTrace', {
      value: (_error: unknown, sites: NodeJS.CallSite[]) => sites,
      configurable: true,
      writable: true,
    });
    Error.captureStackTrace(holder, below);
    return Array.isArray(holder.stack) ? (holder.stack as NodeJS.CallSite[]) : [];
  } catch {
    // A program has frozen Error: there is no structured stack then.
    return [];
  } finally {
    restore('prepareStackTrace', prepare);
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
