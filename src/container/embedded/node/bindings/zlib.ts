// internalBinding('zlib'): compression (src/node_zlib.cc): throwing stubs so far.
import type { BindingFactory } from '../environment.ts';

export const zlib: BindingFactory = () => ({});
