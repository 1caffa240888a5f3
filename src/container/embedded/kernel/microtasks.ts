// Microtasks by way of a promise: the browser's queueMicrotask costs some fifty times as much.

const settled = Promise.resolve();

/** Queues a microtask. It must not throw: the error would count as a rejection that nobody has handled. */
export const soonest = (callback: () => void): void => void settled.then(callback);
