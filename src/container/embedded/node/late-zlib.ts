// The script of the late part `zlib`: internalBinding('zlib') with everything that it computes with.
export { zlib as binding } from './bindings/zlib.ts';
