// The script of the late part `http2`: internalBinding('http2') with the protocol behind it.
export { http2 as binding } from './bindings/http2.ts';
