// internalBinding('serdes'): V8's serialization format, for v8.serialize (src/node_serdes.cc): throwing stubs so far.
import type { BindingFactory } from '../environment.ts';

export const serdes: BindingFactory = () => ({});
