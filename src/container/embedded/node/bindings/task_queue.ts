// internalBinding('task_queue'): ticks, microtasks and promise rejections (src/node_task_queue.cc). The patched library
// also takes `wake` from here (tools/node-library/patches.ts).
import type { BootstrapHooks } from '../bootstrap.ts';
import type { Environment } from '../environment.ts';
import type { Binding } from '../shapes.ts';

export function taskQueue(env: Environment, hooks: BootstrapHooks): Binding {
  function runMicrotask(callback: () => void): void {
    // The library queues callbacks in this way only where there is no context to keep.
    env.asyncContext.current = undefined;
    try {
      callback();
    } catch (error) {
      env.triggerUncaughtException(error, false);
      env.loop.wake();
    }
  }

  return {
    tickInfo: new Uint8Array(2),
    enqueueMicrotask(callback: () => void) {
      env.natives.queueMicrotask(() => runMicrotask(callback));
    },
    setTickCallback(tick: NonNullable<BootstrapHooks['tick']>) {
      hooks.tick = tick;
    },
    // The browser drains microtasks between two steps of the loop; nobody can drain them from within a step.
    runMicrotasks() {},
    setPromiseRejectCallback(callback: NonNullable<BootstrapHooks['promiseRejected']>) {
      hooks.promiseRejected = callback;
    },
    wake: () => env.loop.wake(),
  };
}
