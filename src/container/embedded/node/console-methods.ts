// The methods that V8's own console has and Node's Console class has not. In Node they do something only while an inspector
// is connected (lib/internal/util/inspector.js, wrapConsole); here none ever is.

/** Adds them to Node's console, as far as it lacks them. */
export function addInspectorConsoleMethods(console: object): void {
  const methods = {
    profile() {},
    profileEnd() {},
    timeStamp() {},
    context: () => ({}),
    createTask(name: string) {
      if (typeof name !== 'string' || name === '') throw new Error('First argument must be a non-empty string.');
      return { run: (callback: () => unknown) => callback() };
    },
  };
  for (const [name, value] of Object.entries(methods)) {
    if (!(name in console)) Object.defineProperty(console, name, { value, writable: true, enumerable: true, configurable: true });
  }
}
