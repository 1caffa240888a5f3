// What the build makes of hash-wasm's files (tools/node-library/hash-modules.ts).
declare module 'hash-wasm/dist/*.umd.min.js' {
  /** a WebAssembly module, in Base64 */
  export const wasm: string;
}
