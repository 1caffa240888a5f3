// internalBinding('symbols'): the symbols that the library and the bindings share (src/node_symbols.cc).
import type { BindingFactory } from '../environment.ts';

export const symbols: BindingFactory = (env) => ({ ...env.perIsolateSymbols });
