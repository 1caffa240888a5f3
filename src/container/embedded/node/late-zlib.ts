// The script of the late part `zlib`: internalBinding('zlib') with everything that it computes with.
import { zlib } from './bindings/zlib.ts';

export const bindings = { zlib };
