// The browser's own functions, captured before Node's library replaces or hides the globals of the worker.

/** What the runtime itself still uses of the browser once the page globals are gone from the learner's view. */
export interface Natives {
  readonly setTimeout: (callback: () => void, milliseconds?: number) => number;
  /** Runs a script in a task of its own, soon. @returns a handle for clearTimeout */
  readonly runLater: (script: string) => number;
  readonly clearTimeout: (handle: number | undefined) => void;
  /** Queues a microtask. It must not throw: the error would count as a rejection that nobody has handled. */
  readonly queueMicrotask: (callback: () => void) => void;
  readonly MessageChannel: typeof MessageChannel;
  readonly MessagePort: typeof MessagePort;
  readonly BroadcastChannel: typeof BroadcastChannel | undefined;
  readonly URL: typeof URL;
  readonly TextEncoder: typeof TextEncoder;
  readonly TextDecoder: typeof TextDecoder;
  readonly performance: Performance;
  readonly crypto: Crypto;
  readonly console: Console;
  readonly structuredClone: typeof structuredClone;
  readonly atob: typeof atob;
  readonly btoa: typeof btoa;
  readonly DOMException: typeof DOMException;
  readonly Worker: typeof Worker | undefined;
  readonly Blob: typeof Blob;
  /** Gives a Blob an address that workers can be started from. */
  readonly createObjectURL: ((blob: Blob) => string) | undefined;
  /** Indirect eval: compiles in the global scope. */
  readonly eval: (source: string) => unknown;
  readonly WebAssembly: typeof WebAssembly;
  /** Reads a Blob at once, which workers may. */
  readonly readBlob: (blob: Blob) => ArrayBuffer;
  /** The global scope's own: 'unhandledrejection', 'error', 'message'. */
  readonly addEventListener: (type: string, listener: (event: Event) => void) => void;
}

/** Captures the natives of a global scope. Call it before anything else runs. */
export function captureNatives(scope: typeof globalThis): Natives {
  return {
    setTimeout: scope.setTimeout.bind(scope),
    // A script that a timer runs is compiled as scripts are, not as `eval` does it.
    runLater: (scope.setTimeout as (script: string) => number).bind(scope),
    clearTimeout: scope.clearTimeout.bind(scope),
    queueMicrotask: microtaskQueue(scope),
    MessageChannel: scope.MessageChannel,
    MessagePort: scope.MessagePort,
    BroadcastChannel: scope.BroadcastChannel,
    URL: scope.URL,
    TextEncoder: scope.TextEncoder,
    TextDecoder: scope.TextDecoder,
    performance: scope.performance,
    crypto: scope.crypto,
    console: scope.console,
    structuredClone: scope.structuredClone.bind(scope),
    atob: scope.atob.bind(scope),
    btoa: scope.btoa.bind(scope),
    DOMException: scope.DOMException,
    Worker: scope.Worker,
    createObjectURL: (scope.URL as Partial<typeof URL>).createObjectURL?.bind(scope.URL),
    Blob: scope.Blob,
    eval: scope.eval,
    WebAssembly: scope.WebAssembly,
    readBlob: blobReader(scope),
    addEventListener: scope.addEventListener.bind(scope),
  };
}

/** The engine's own microtasks by way of a promise: the browser's queueMicrotask costs some fifty times as much. */
function microtaskQueue(scope: typeof globalThis): Natives['queueMicrotask'] {
  const settled = scope.Promise.resolve();
  const then = scope.Promise.prototype.then.bind(settled);
  return (callback) => void then(callback);
}

function blobReader(scope: typeof globalThis): Natives['readBlob'] {
  const { FileReaderSync } = scope as unknown as { FileReaderSync?: new () => { readAsArrayBuffer(blob: Blob): ArrayBuffer } };
  return (blob) => {
    if (FileReaderSync === undefined) throw new Error('this scope can not read Blobs at once');
    return new FileReaderSync().readAsArrayBuffer(blob);
  };
}
