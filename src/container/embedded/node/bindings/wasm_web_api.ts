// internalBinding('wasm_web_api'): lets WebAssembly.compileStreaming take Node's Response (src/node_wasm_web_api.cc). The
// browser's own streaming compiler cannot be told about another Response; it refuses it with an error of its own.
import type { BindingFactory } from '../environment.ts';

export const wasmWebApi: BindingFactory = () => ({
  setImplementation() {},
});
