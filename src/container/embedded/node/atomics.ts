// Atomics.wait and Atomics.waitAsync as a program has them. What goes through shared memory reaches another thread at once, and what the
// kernel tells it of changed files does not: here the two are put into the order that they have on one machine. And a thread that is
// blocked does not keep the pool of libuv's threads from its work.
//
// A program that looks at shared memory again and again without waiting is not helped: that would slow down every look.
import type { Environment } from './environment.ts';

/**
 * Puts the two functions in place of the engine's, in a scope that has shared memory.
 * @param scope whose Atomics the program sees
 */
export function keepFilesInStep(scope: typeof globalThis, env: Environment): void {
  if (typeof scope.SharedArrayBuffer === 'undefined') return;
  const { Atomics } = scope;
  const { wait, waitAsync } = Atomics;
  const { apply } = Reflect;
  const { then } = Promise.prototype;
  const heard = (): void => env.kernel.heardThroughMemory();
  const functions = {
    wait(typedArray: Int32Array, index: number, value: number, timeout?: number) {
      env.runPool?.();
      try {
        return apply(wait, Atomics, [typedArray, index, value, timeout]) as ReturnType<typeof wait>;
      } finally {
        heard();
      }
    },
    waitAsync(typedArray: Int32Array, index: number, value: number, timeout?: number) {
      const result = apply(waitAsync, Atomics, [typedArray, index, value, timeout]) as ReturnType<typeof waitAsync>;
      // Ahead of what the program does then.
      if (result.async) void apply(then, result.value, [heard]);
      else heard();
      return result;
    },
  };
  for (const [name, value] of Object.entries(functions)) {
    Object.defineProperty(Atomics, name, { value, writable: true, enumerable: false, configurable: true });
  }
}
