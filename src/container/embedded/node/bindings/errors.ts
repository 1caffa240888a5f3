// internalBinding('errors'): stack traces and errors that nothing caught (src/node_errors.cc).
import type { Environment } from '../environment.ts';
import type { Binding } from '../shapes.ts';
import { stackTraces } from '../stack-traces.ts';

/** Object::NoSideEffectsToString (deps/v8/src/objects/objects.cc) of what is no error. */
function noSideEffectsToString(value: unknown): string {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null || value instanceof Error) return String(value);
  if (typeof value === 'function') return Function.prototype.toString.call(value);
  const { constructor } = value;
  if (value.toString === Object.prototype.toString && typeof constructor === 'function' && constructor.name !== '') return `#<${constructor.name}>`;
  return Object.prototype.toString.call(value);
}

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
        return noSideEffectsToString(value);
      } catch {
        return Object.prototype.toString.call(value);
      }
    },
    /** Where an error (or what Error.captureStackTrace was called with) was made: line from 1, column from 0. */
    getErrorSourcePositions(error: unknown): Binding {
      const context = stackTraces(env).sourceContext(error);
      if (context === undefined) return { sourceLine: undefined, scriptResourceName: undefined, lineNumber: undefined, startColumn: undefined };
      const { file, line, column, sourceLine } = context;
      return { sourceLine, scriptResourceName: file, lineNumber: line, startColumn: column - 1 };
    },
    triggerUncaughtException: (error: unknown, fromPromise: boolean) => env.triggerUncaughtException(error, fromPromise),
  };
}
