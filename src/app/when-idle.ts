// Work that can wait until the page has nothing better to do.

/** Calls back in an idle moment; Safari, which has no requestIdleCallback, calls back after a second. */
export function whenIdle(callback: () => void): void {
  if ('requestIdleCallback' in globalThis) requestIdleCallback(callback);
  else setTimeout(callback, 1000);
}
