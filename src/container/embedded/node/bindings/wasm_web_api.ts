// internalBinding('wasm_web_api'): lets WebAssembly's streaming functions take Node's Response (src/node_wasm_web_api.cc).
import type { BindingFactory } from '../environment.ts';
import { streamThroughLibrary, type WasmStream } from '../web-assembly.ts';

export const wasmWebApi: BindingFactory = (env) => ({
  setImplementation: (read: (stream: WasmStream, source: unknown) => void) => streamThroughLibrary(env.loop, read),
});
