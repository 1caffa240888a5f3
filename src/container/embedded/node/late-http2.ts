// The script of the late part `http2`: internalBinding('http2') with the protocol behind it.
import { http2 } from './bindings/http2.ts';

export const bindings = { http2 };
