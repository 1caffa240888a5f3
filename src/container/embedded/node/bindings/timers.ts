// internalBinding('timers'): one native timer and the immediates (src/timers.cc, src/env.cc).
import type { BootstrapHooks } from '../bootstrap.ts';
import type { Environment } from '../environment.ts';
import type { Binding } from '../shapes.ts';

export function timers({ loop }: Environment, hooks: BootstrapHooks): Binding {
  return {
    // [kCount, kRefCount, kHasOutstanding] and [the number of referenced timers]
    immediateInfo: new Uint32Array(3),
    timeoutInfo: new Int32Array(1),
    setupTimers(
      processImmediate: NonNullable<BootstrapHooks['processImmediate']>,
      processTimers: NonNullable<BootstrapHooks['processTimers']>,
    ) {
      hooks.processImmediate = processImmediate;
      hooks.processTimers = processTimers;
    },
    getLibuvNow: () => loop.now(),
    scheduleTimer: (milliseconds: number) => loop.scheduleTimer(milliseconds),
    toggleTimerRef: (referenced: boolean) => loop.setTimerRef(referenced),
    toggleImmediateRef() {
      loop.wake();
    },
  };
}
