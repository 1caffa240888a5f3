// The first paint with the prose on the screen. What is large waits for it: evaluating the editor's code would hold it up otherwise.

let resolve: () => void = () => undefined;

/** Resolved once the page has been painted after its first rendering. */
export const firstPaint = new Promise<void>((done) => (resolve = done));

/** The page is rendered: called from an effect of its outermost component. */
export function pageIsRendered(): void {
  // A page in the background is not painted, and nobody waits for its prose.
  if (document.hidden) return resolve();
  requestAnimationFrame(() => {
    // The frame's callback runs before the paint, the message after it.
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
