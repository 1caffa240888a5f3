// internalBinding('errors'): stack traces and errors that nothing caught (src/node_errors.cc).
import type { Environment } from '../environment.ts';
import type { Binding } from '../shapes.ts';
import { stackTraces } from '../stack-traces.ts';

export function errors(env: Environment): Binding {
  return {
    setPrepareStackTraceCallback: (callback: (...args: unknown[]) => unknown) => stackTraces(env).setPrepareStackTraceCallback(callback),
    // Source maps are not applied to traces yet; the library only hands over its callbacks here.
    setGetSourceMapErrorSource() {},
    setSourceMapsEnabled() {},
    setMaybeCacheGeneratedSourceMap() {},
    setEnhanceStackForFatalException() {},
    noSideEffectsToString(value: unknown): string {
      try {
        return String(value);
      } catch {
        return Object.prototype.toString.call(value);
      }
    },
    triggerUncaughtException: (error: unknown, fromPromise: boolean) => env.triggerUncaughtException(error, fromPromise),
  };
}
