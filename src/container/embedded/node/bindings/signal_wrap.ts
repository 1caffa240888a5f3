// internalBinding('signal_wrap'): handlers of process signals (src/signal_wrap.cc).
import type { Environment } from '../environment.ts';
import { Signal as Signals } from '../../kernel/signals.ts';
import type { Binding } from '../shapes.ts';
import { UV } from './stream_wrap.ts';

const handlersOf = new WeakMap<Environment, Map<number, Set<(signal: number) => void>>>();

/** Delivers a signal to the program's handlers. */
export function deliverSignal(env: Environment, signal: number): void {
  for (const handler of handlersOf.get(env)?.get(signal) ?? []) handler(signal);
}

export function signalWrap(env: Environment): Binding {
  const handlers = new Map<number, Set<(signal: number) => void>>();
  handlersOf.set(env, handlers);

  class Signal extends env.wraps.HandleWrap {
    /** set by the library */
    onsignal?: unknown;
    #signal: number | undefined;
    readonly #handler = (signal: number): void => {
      env.loop.enqueue(() => this.makeCallback(this.onsignal, signal));
    };

    protected override get provider(): string {
      return 'SIGNALWRAP';
    }

    start(signal: number): number {
      // The kernel ends a process by these, whatever it handles.
      if (signal === Signals.SIGKILL || signal === Signals.SIGSTOP) return UV.EINVAL;
      this.#signal = signal;
      let set = handlers.get(signal);
      if (set === undefined) handlers.set(signal, (set = new Set()));
      if (set.size === 0) env.kernel.handleSignal(signal, true);
      set.add(this.#handler);
      this.setActive(true);
      return 0;
    }

    stop(): number {
      const set = this.#signal === undefined ? undefined : handlers.get(this.#signal);
      if (this.#signal !== undefined && set?.delete(this.#handler) && set.size === 0) env.kernel.handleSignal(this.#signal, false);
      this.setActive(false);
      return 0;
    }

    protected override onClose(): void {
      this.stop();
    }
  }
  return { Signal };
}
