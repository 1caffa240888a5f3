// libuv's event loop for a browser worker: phases in Node's order, with a true microtask drain wherever Node drains.
//
// A browser offers no synchronous drain, so the loop owns every macrotask: it runs one step per event listener, and the
// browser drains microtasks between listeners. Many listeners on one MessagePort make a step cost well under a
// microsecond, where a message per step would cost ten. Node's own loops over timers, immediates and ticks are turned into
// generators by tools/node-library/patches.ts; they yield where Node drains microtasks.
// Phase order: https://nodejs.org/en/learn/asynchronous-work/event-loop-timers-and-nexttick
import type { AsyncContext } from './async-context.ts';
import type { Natives } from './natives.ts';

/** What the library hands to the loop at bootstrap, through internalBinding('timers') and ('task_queue'). */
export interface LoopHooks {
  /** processTicksAndRejections, as a generator */
  tick: () => Iterator<unknown, unknown>;
  processImmediate: () => Iterator<unknown, unknown>;
  /** its result is the next expiry in loop time: positive keeps the process alive, negative does not, 0 is none */
  processTimers: (now: number) => Iterator<unknown, number>;
  /** [kHasTickScheduled, kHasRejectionToWarn] */
  tickInfo: Uint8Array;
  /** [kCount, kRefCount, kHasOutstanding] */
  immediateInfo: Uint32Array;
  onError: (error: unknown) => void;
  /** nothing keeps the process alive any more; called each time that is found */
  onIdle: () => void;
}

export interface EventLoop {
  /** Runs a callback in the poll phase (what libuv does with finished I/O), in no async context; ticks run after it. */
  enqueue(callback: () => void): void;
  /**
   * Runs a callback as the next step, whatever the phase: the rest of what the present one does, after its ticks and microtasks. (C++ that calls the
   * library several times in a row lets them run after each call.)
   */
  enqueueRest(callback: () => void): void;
  /**
   * Runs a callback at the beginning of the check phase, before the program's immediates; it does not keep the process alive (Environment::SetImmediate).
   * @param beginsTurn false: where nothing else does, it is not run (CallbackFlags::kUnrefed)
   */
  enqueueCheck(callback: () => void, beginsTurn?: boolean): void;
  /** Runs a callback after the present poll phase, or before the next one (libuv's pending callbacks). */
  enqueuePending(callback: () => void): void;
  /** Runs a callback in the close phase; of those that one phase runs the last comes first, as in uv__run_closing_handles. */
  enqueueClose(callback: () => void): void;
  /** Runs a callback of the runtime's own when the loop has done what there is to do now, outside any phase. */
  afterTurn(callback: () => void): void;
  /** Keeps the process alive until `release` is called with the same token. Idempotent. */
  hold(token: object): void;
  release(token: object): void;
  /** Loop time in whole milliseconds since the loop was made (uv_now). */
  now(): number;
  /** (Re)arms the one timer that the library multiplexes: due in `milliseconds`. */
  scheduleTimer(milliseconds: number): void;
  /** Runs a callback before the library's timers are, each time that they are due. @returns stops it */
  beforeTimers(callback: () => void): () => void;
  /** Milliseconds that the loop has waited for something to do (uv_metrics_idle_time). */
  idleTime(): number;
  /** Whether the armed timer keeps the process alive. */
  setTimerRef(referenced: boolean): void;
  /** Whether anything keeps the process alive (uv_loop_alive). */
  alive(): boolean;
  /** Makes sure that the loop turns at least once more. */
  wake(): void;
  start(hooks: LoopHooks): void;
  /** Ends the loop for good: nothing of the program runs after it. */
  stop(): void;
  /** figures for benchmarks */
  readonly stats: { readonly steps: number; readonly messages: number };
}

const LISTENERS = 64;

type Phase = 'timers' | 'pending' | 'poll' | 'pending-after-poll' | 'check' | 'close';

/** The loop of one process, which turns once `start` is called. */
export function createEventLoop(natives: Natives, context: AsyncContext): EventLoop {
  const epoch = natives.performance.now();
  const now = (): number => Math.floor(natives.performance.now() - epoch);
  const channel = new natives.MessageChannel();
  const held = new Set<object>();
  const stats = { steps: 0, messages: 0 };

  let hooks: LoopHooks | undefined;
  let stopped = false;
  /** whether a step was done since the browser's own tasks last had their turn */
  let worked = false;
  let messagePosted = false;
  let phase: Phase = 'timers';
  let polled: (() => void)[] = [];
  let polling: (() => void)[] = [];
  let pollIndex = 0;
  const pending: (() => void)[] = [];
  const checking: { readonly callback: () => void; readonly beginsTurn: boolean }[] = [];
  const rest: (() => void)[] = [];
  let closing: (() => void)[] = [];
  /** those that the present close phase has to run yet */
  let closed: (() => void)[] = [];
  let ticks: Iterator<unknown, unknown> | undefined;
  /** the library's timers or immediates loop, suspended where Node would drain microtasks */
  let suspended: { kind: 'timers' | 'check'; iterator: Iterator<unknown, unknown> } | undefined;
  let turnEnds: (() => void)[] = [];
  let timerDueAt = Infinity;
  let timerReferenced = false;
  let timerHandle: number | undefined;
  const timerProbes = new Set<() => void>();
  let idleTime = 0;
  /** since when the loop has nothing to do */
  let idleSince: number | undefined;

  function wake(): void {
    if (messagePosted || stopped) return;
    messagePosted = true;
    channel.port2.postMessage(0);
  }

  function guard(action: () => void): void {
    try {
      action();
    } catch (error) {
      if (!stopped) hooks?.onError(error);
    }
  }

  const ticksPending = (h: LoopHooks): boolean => ticks !== undefined || h.tickInfo[0] === 1 || h.tickInfo[1] === 1;

  function runTicks(h: LoopHooks): void {
    if (stopped) return;
    if (ticks === undefined) {
      if (h.tickInfo[0] !== 1 && h.tickInfo[1] !== 1) return;
      ticks = h.tick();
    }
    const running = ticks;
    try {
      if (running.next().done) ticks = undefined;
    } catch (error) {
      ticks = undefined;
      if (!stopped) h.onError(error);
    }
  }

  function resumeSuspended(h: LoopHooks): void {
    const running = suspended;
    if (running === undefined) return;
    try {
      const result = running.iterator.next();
      if (!result.done) return;
      suspended = undefined;
      if (running.kind === 'timers') rearm(result.value as number);
    } catch (error) {
      suspended = undefined;
      // Node calls processTimers again after an uncaught exception was handled (src/env.cc, RunTimers).
      if (running.kind === 'timers') timerDueAt = 0;
      if (stopped) return;
      h.onError(error);
      // The immediates after one that has thrown come before ticks (src/env.cc, CheckImmediate).
      if (running.kind === 'timers' || h.immediateInfo[2] !== 1) return;
      suspended = { kind: 'check', iterator: h.processImmediate() };
      resumeSuspended(h);
    }
  }

  function rearm(nextExpiry: number): void {
    if (nextExpiry === 0) return;
    timerReferenced = nextExpiry > 0;
    scheduleTimer(Math.max(1, Math.abs(nextExpiry) - now()));
  }

  function scheduleTimer(milliseconds: number): void {
    timerDueAt = now() + milliseconds;
    arm();
  }

  /**
   * Arms the browser's timer. It is armed from message tasks only, never from a timer's own task: browsers clamp timers to
   * 4 ms that are set by timers (HTML, timer nesting level).
   */
  function arm(): void {
    natives.clearTimeout(timerHandle);
    timerHandle = natives.setTimeout(() => {
      timerHandle = undefined;
      wake();
    }, timerDueAt - now());
  }

  const called = (h: LoopHooks): boolean =>
    ticksPending(h) || rest.length > 0 || suspended !== undefined || pending.length > 0 || polled.length > 0 || polling.length > 0 || closing.length > 0 || closed.length > 0;

  /** Work that can be done now, without waiting for time or for the outside. Where nothing keeps the process alive no turn begins, which is after the timers (uv_run). */
  const ready = (h: LoopHooks): boolean =>
    called(h) || now() >= timerDueAt || checking.some(({ beginsTurn }) => beginsTurn) ||
    ((checking.length > 0 || (h.immediateInfo[0] as number) > 0) && ((phase !== 'timers' && phase !== 'pending') || alive(h)));

  const alive = (h: LoopHooks): boolean => called(h) || held.size > 0 || (h.immediateInfo[1] as number) > 0 || (timerReferenced && timerDueAt !== Infinity);

  /**
   * One piece of work, after which the browser drains microtasks.
   * @returns true when the browser's own tasks should have their turn before the next step: it tells of unhandled rejections
   *   in a task, and they must be known before the next timer runs
   */
  function step(h: LoopHooks): boolean {
    stats.steps++;
    context.current = undefined;
    if (ticksPending(h)) {
      runTicks(h);
      return false;
    }
    const next = rest.shift();
    if (next !== undefined) {
      guard(next);
      runTicks(h);
      return false;
    }
    if (suspended !== undefined) {
      const { kind } = suspended;
      resumeSuspended(h);
      runTicks(h);
      return kind === 'timers';
    }
    for (let turn = 0; turn < 7; turn++) {
      switch (phase) {
        case 'timers':
          if (now() >= timerDueAt && worked) return true;
          phase = 'pending';
          if (now() < timerDueAt) break;
          timerDueAt = Infinity;
          for (const probe of timerProbes) probe();
          suspended = { kind: 'timers', iterator: h.processTimers(now()) };
          resumeSuspended(h);
          runTicks(h);
          return true;
        case 'pending':
        case 'pending-after-poll': {
          const callback = pending.shift();
          if (pending.length === 0) phase = phase === 'pending' ? 'poll' : 'check';
          if (callback === undefined) break;
          guard(callback);
          runTicks(h);
          return false;
        }
        case 'poll': {
          if (polling.length === 0) {
            if (polled.length === 0) {
              phase = 'pending-after-poll';
              break;
            }
            polling = polled;
            polled = [];
            pollIndex = 0;
          }
          const callback = polling[pollIndex++];
          if (pollIndex >= polling.length) {
            polling = [];
            phase = 'pending-after-poll';
          }
          if (callback) guard(callback);
          runTicks(h);
          return false;
        }
        case 'check': {
          const next = checking.shift();
          if (next !== undefined) {
            guard(next.callback);
            runTicks(h);
            return false;
          }
          phase = 'close';
          if ((h.immediateInfo[0] as number) === 0) break;
          suspended = { kind: 'check', iterator: h.processImmediate() };
          resumeSuspended(h);
          runTicks(h);
          return false;
        }
        case 'close': {
          if (closed.length === 0) {
            closed = closing;
            closing = [];
          }
          const callback = closed.pop();
          if (closed.length === 0) phase = 'timers';
          if (callback === undefined) break;
          guard(callback);
          runTicks(h);
          return false;
        }
      }
    }
    return false;
  }

  const waited = (): number => (idleSince === undefined ? 0 : natives.performance.now() - idleSince);

  /** After the last listener of a message: turn again, wait, or be done. */
  function settle(h: LoopHooks): void {
    messagePosted = false;
    if (stopped) return;
    if (turnEnds.length > 0) {
      const callbacks = turnEnds;
      turnEnds = [];
      for (const callback of callbacks) callback();
    }
    if (ready(h)) return wake();
    idleSince = natives.performance.now();
    if (!alive(h)) h.onIdle();
    // A timer's clock is coarser than ours: it may have fired a little early.
    else if (timerDueAt !== Infinity && timerHandle === undefined) arm();
  }

  function listen(h: LoopHooks): void {
    let yielding = false;
    for (let index = 0; index < LISTENERS; index++) {
      channel.port1.addEventListener('message', (event) => {
        if (index === 0) {
          stats.messages++;
          worked = false;
          idleTime += waited();
          idleSince = undefined;
        }
        if (stopped) return event.stopImmediatePropagation();
        if (!yielding && ready(h)) {
          // Not now: what the browser tells of this step's promises is queued by the time of the next listener.
          yielding = step(h);
          worked = true;
          if (index === LISTENERS - 1) settle(h);
        } else {
          // Microtasks have drained since the last step: it is safe to look at what is left.
          event.stopImmediatePropagation();
          yielding = false;
          settle(h);
        }
      });
    }
    channel.port1.start();
  }

  return {
    enqueue(callback) {
      polled.push(callback);
      wake();
    },
    enqueueRest(callback) {
      rest.push(callback);
      wake();
    },
    enqueueCheck(callback, beginsTurn = true) {
      checking.push({ callback, beginsTurn });
      wake();
    },
    enqueuePending(callback) {
      pending.push(callback);
      wake();
    },
    enqueueClose(callback) {
      closing.push(callback);
      wake();
    },
    afterTurn(callback) {
      turnEnds.push(callback);
      wake();
    },
    hold(token) {
      held.add(token);
    },
    release(token) {
      if (held.delete(token) && held.size === 0) wake();
    },
    now,
    scheduleTimer,
    beforeTimers(callback) {
      timerProbes.add(callback);
      return () => timerProbes.delete(callback);
    },
    idleTime: () => idleTime + waited(),
    setTimerRef(referenced) {
      timerReferenced = referenced;
      wake();
    },
    alive: () => hooks !== undefined && alive(hooks),
    wake,
    start(given) {
      hooks = given;
      listen(given);
      wake();
    },
    stop() {
      stopped = true;
      natives.clearTimeout(timerHandle);
      channel.port1.close();
    },
    stats,
  };
}
