// What is known about promises' states. JavaScript cannot ask a promise; whoever learns one's outcome notes it here, and
// util.inspect and the streams library read it (internalBinding('util').getPromiseDetails). Unknown counts as pending.

export type PromiseState = { readonly state: 'fulfilled' | 'rejected'; readonly result: unknown };

const states = new WeakMap<object, PromiseState>();

/** Notes that a promise has been settled. */
export function notePromise(promise: object, state: PromiseState['state'], result: unknown): void {
  states.set(promise, { state, result });
}

/** The state of a promise if it is known to be settled. */
export function promiseState(promise: object): PromiseState | undefined {
  return states.get(promise);
}
