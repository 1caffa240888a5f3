// AsyncLocalStorage's context across promises, in place of V8's continuation-preserved embedder data: `then` callbacks run
// in the context they were registered in, and the helper that transformed async functions call (transform/await.ts).
// Not reached, because the engine suspends and resumes by itself there: a request that an async generator takes from its own
// queue, `return()` on one, the end of an `await using` block, and thenables given to an executor's `resolve`. Code there runs in the context of whatever ran before.
// What Node 24 does, and tests compare with: https://nodejs.org/docs/latest-v24.x/api/async_context.html
import type { AsyncContext } from './async-context.ts';
import type { Environment } from './environment.ts';
import { isObject } from './is-object.ts';
import { AWAIT_HELPER } from './transform/await.ts';
import { rewordError } from './transform/messages.ts';

/** What an async function remembers while it is suspended. */
export interface AwaitFrame {
  context: unknown;
  /** suspended, or resumed by a rejection that has not been seen to yet */
  pending: boolean;
}

type Callback = ((value: unknown) => unknown) | null | undefined;
type Then = (this: unknown, fulfilled?: unknown, rejected?: unknown) => unknown;

/** The functions that transformed code calls, as a global that is not enumerable. */
export interface AwaitHelper {
  frame(): AwaitFrame;
  /** Around what is awaited: keeps the context. */
  suspend(value: unknown, frame: AwaitFrame): unknown;
  /** Around the await: puts the context back. */
  resume(value: unknown, frame: AwaitFrame): unknown;
  /**
   * At the start of catch and finally, and around `for await`: puts the context back if an await has not done it.
   * @param caught what was caught; its message is reworded if it shows inserted code
   */
  recover(frame: AwaitFrame, caught?: unknown): void;
  /** Around what an async generator yields, which is awaited first: only a promise's rejection comes back to the generator. */
  yielding(value: unknown, frame: AwaitFrame): unknown;
  /** Around `yield`: the context stays that of whoever called `next`. */
  yielded(value: unknown, frame: AwaitFrame): unknown;
  /** Around what `for await` and `yield*` go through. `shown` is how V8 would name it in an error. */
  iterate(iterable: unknown, frame: AwaitFrame, shown?: string): unknown;
  /** Around what an async function returns. */
  settle(value: unknown): unknown;
}

/** Makes the helper of one process. */
function createAwaitHelper(context: AsyncContext): AwaitHelper {
  const NativePromise = Promise;

  /** A foreign thenable's `then` is called from a microtask: it must see the context in which it was awaited. */
  function carry(value: unknown): unknown {
    if (!isObject(value) || value instanceof NativePromise) return value;
    const then = (value as { then?: unknown }).then;
    if (typeof then !== 'function') return value;
    const captured = context.current;
    return {
      then(fulfilled: unknown, rejected: unknown): unknown {
        const outer = context.current;
        context.current = captured;
        try {
          return Reflect.apply(then, value, [fulfilled, rejected]);
        } finally {
          context.current = outer;
        }
      },
    };
  }

  /** An iterator whose steps count as awaits of the frame's function. */
  function stepping(iterator: Record<string, unknown>, frame: AwaitFrame): object {
    const { next } = iterator;
    const step = (method: unknown, args: unknown[]): unknown => {
      frame.context = context.current;
      frame.pending = true;
      return Reflect.apply(method as () => unknown, iterator, args);
    };
    const optional = (name: 'return' | 'throw'): PropertyDescriptor => ({
      get() {
        const method = iterator[name];
        return method === undefined || method === null ? method : (...args: unknown[]) => step(method, args);
      },
    });
    return Object.defineProperties({}, {
      next: { value: (...args: unknown[]) => step(next, args) },
      return: optional('return'),
      throw: optional('throw'),
    });
  }

  return {
    frame: () => ({ context: undefined, pending: false }),
    suspend(value, frame) {
      frame.context = context.current;
      frame.pending = true;
      return carry(value);
    },
    resume(value, frame) {
      context.current = frame.context;
      frame.pending = false;
      return value;
    },
    recover(frame, caught) {
      rewordError(caught);
      if (!frame.pending) return;
      context.current = frame.context;
      frame.pending = false;
    },
    yielding(value, frame) {
      frame.pending = false;
      if (!isObject(value) || typeof (value as { then?: unknown }).then !== 'function') return value;
      frame.context = context.current;
      frame.pending = true;
      return carry(value);
    },
    yielded(value, frame) {
      frame.pending = false;
      return value;
    },
    iterate(iterable, frame, shown = '(intermediate value)') {
      const methods = iterable as { [Symbol.asyncIterator]?: unknown; [Symbol.iterator]?: unknown } | null | undefined;
      if (methods === null || methods === undefined) throw new TypeError(`${shown} is not async iterable`);
      const asynchronous = methods[Symbol.asyncIterator];
      const kind = asynchronous === undefined || asynchronous === null ? Symbol.iterator : Symbol.asyncIterator;
      const method = kind === Symbol.iterator ? methods[Symbol.iterator] : asynchronous;
      if (typeof method !== 'function') throw new TypeError(`${shown} is not async iterable`);
      return {
        [kind]: () => {
          const iterator: unknown = Reflect.apply(method, iterable, []);
          if (!isObject(iterator)) throw new TypeError(`Result of the Symbol.${kind === Symbol.iterator ? 'iterator' : 'asyncIterator'} method is not an object`);
          return stepping(iterator as Record<string, unknown>, frame);
        },
      };
    },
    settle: carry,
  };
}

/**
 * Wraps `Promise.prototype.then` and `Promise.resolve` and defines the helper for transformed code. Call it once per global scope, before
 * anything that uses transformed code runs.
 * @returns takes both away again
 */
export function installPromiseHooks(env: Pick<Environment, 'asyncContext'>): () => void {
  const { asyncContext: context } = env;
  const helper = createAwaitHelper(context);
  const nativeThen = Promise.prototype.then as unknown as Then;

  function within(callback: Callback, captured: unknown, rejects: boolean): Callback {
    if (typeof callback !== 'function') return callback;
    return (value) => {
      if (rejects) rewordError(value);
      const outer = context.current;
      context.current = captured;
      try {
        return helper.settle(callback(value));
      } finally {
        context.current = outer;
      }
    };
  }

  // A method definition: no `prototype`, not a constructor, and its name and length are those of the built-in.
  const { then } = {
    then(this: unknown, fulfilled: unknown, rejected: unknown): unknown {
      const captured = context.current;
      return Reflect.apply(nativeThen, this, [within(fulfilled as Callback, captured, false), within(rejected as Callback, captured, true)]);
    },
  };
  void Object.defineProperty(Promise.prototype, 'then', { value: then, configurable: true, writable: true, enumerable: false });
  const nativeResolve = Promise.resolve as (this: unknown, value?: unknown) => unknown;
  const { resolve } = {
    resolve(this: unknown, value: unknown): unknown {
      return Reflect.apply(nativeResolve, this, [helper.settle(value)]);
    },
  };
  Object.defineProperty(Promise, 'resolve', { value: resolve, configurable: true, writable: true, enumerable: false });
  Object.defineProperty(globalThis, AWAIT_HELPER, { value: helper, configurable: true, writable: false, enumerable: false });
  return () => {
    void Object.defineProperty(Promise.prototype, 'then', { value: nativeThen, configurable: true, writable: true, enumerable: false });
    Object.defineProperty(Promise, 'resolve', { value: nativeResolve, configurable: true, writable: true, enumerable: false });
    Reflect.deleteProperty(globalThis, AWAIT_HELPER);
  };
}
