// The one "continuation-preserved embedder data" slot that AsyncLocalStorage lives in
// (internalBinding('async_context_frame')). V8 carries it across promises by itself; here transform/ and promises.ts do.

/** Holds the current AsyncContextFrame (a Map, opaque here) or undefined. */
export interface AsyncContext {
  current: unknown;
}

/** The slot of one process, with no context in it. */
export function createAsyncContext(): AsyncContext {
  return { current: undefined };
}
