// internalBinding('signal_wrap'): handlers of process signals (src/signal_wrap.cc).
import type { Environment } from '../environment.ts';
import type { Binding } from '../shapes.ts';

/** Delivers signals to a process's handlers. */
const handlersOf = new WeakMap<Environment, Map<number, Set<(signal: number) => void>>>();

/**
 * Delivers a signal.
 * @returns false when the program has no handler for it: then the signal's default action applies
 */
export function deliverSignal(env: Environment, signal: number): boolean {
  const handlers = handlersOf.get(env)?.get(signal);
  if (handlers === undefined || handlers.size === 0) return false;
  for (const handler of handlers) handler(signal);
  return true;
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
      this.#signal = signal;
      let set = handlers.get(signal);
      if (set === undefined) handlers.set(signal, (set = new Set()));
      set.add(this.#handler);
      this.setActive(true);
      return 0;
    }

    stop(): number {
      if (this.#signal !== undefined) handlers.get(this.#signal)?.delete(this.#handler);
      this.setActive(false);
      return 0;
    }

    protected override onClose(): void {
      this.stop();
    }
  }
  return { Signal };
}
