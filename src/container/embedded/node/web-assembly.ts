// WebAssembly of a process. What compiles in the background keeps the process alive until it is done, as V8's tasks do in Node; and
// streaming takes Node's own Response, which a browser does not know (src/node_wasm_web_api.cc, lib/internal/wasm_web_api.js).
import { concatBytes } from './bytes.ts';
import type { EventLoop } from './loop.ts';

type Loop = Pick<EventLoop, 'hold' | 'release'>;
type Asynchronous = (...given: unknown[]) => Promise<unknown>;

/** What the library tells of a response: its bytes, its end, or why there are none. */
export interface WasmStream {
  push(chunk: Uint8Array): void;
  finish(): void;
  abort(error: unknown): void;
  setURL(url: string): void;
}

/** Puts a function in the place of one of WebAssembly's, under its name and with its length. */
function replace(name: 'compile' | 'instantiate' | 'compileStreaming' | 'instantiateStreaming', make: (native: Asynchronous) => Asynchronous): void {
  const native = WebAssembly[name] as unknown as Asynchronous;
  const made = make(native);
  Object.defineProperties(made, { name: { value: name, configurable: true }, length: { value: native.length, configurable: true } });
  Object.defineProperty(WebAssembly, name, { value: made, writable: true, enumerable: true, configurable: true });
}

/** Keeps the process alive until a promise is settled. @returns the same promise */
function held<T>(loop: Loop, promise: Promise<T>): Promise<T> {
  const token = {};
  const release = (): void => loop.release(token);
  loop.hold(token);
  promise.then(release, release);
  return promise;
}

/** Makes WebAssembly.compile and WebAssembly.instantiate hold the loop. */
export function keepAliveWhileCompiling(loop: Loop): void {
  for (const name of ['compile', 'instantiate'] as const) {
    replace(name, (native) => (...given) => held(loop, native.apply(WebAssembly, given)));
  }
}

/** Makes the streaming functions go by the library. @param read reads a Response, and tells a stream of its bytes */
export function streamThroughLibrary(loop: Loop, read: (stream: WasmStream, source: unknown) => void): void {
  const bytesOf = (source: unknown): Promise<Uint8Array> =>
    new Promise((resolve, reject) => {
      const chunks: Uint8Array[] = [];
      read({ push: (chunk) => void chunks.push(chunk), finish: () => resolve(concatBytes(chunks)), abort: reject, setURL() {} }, source);
    });
  replace('compileStreaming', () => (source) => held(loop, bytesOf(source).then((bytes) => WebAssembly.compile(bytes as BufferSource))));
  replace('instantiateStreaming', () => (source, imports) =>
    held(loop, bytesOf(source).then((bytes) => WebAssembly.instantiate(bytes as BufferSource, imports as WebAssembly.Imports))));
}
