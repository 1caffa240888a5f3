// When an editor takes keys. What is large and not needed for that (the language workers, the checks' code, the container) waits for it: all of them
// share one main thread.

let resolve: () => void = () => undefined;

/** Resolved once the first editor of the page can be typed into. */
export const editorReady = new Promise<void>((done) => (resolve = done));

/** An editor is on the screen. */
export function editorIsReady(): void {
  resolve();
}
