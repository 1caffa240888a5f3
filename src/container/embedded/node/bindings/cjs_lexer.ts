// internalBinding('cjs_lexer'): the names that a CommonJS module exports, found without running it (src/node_cjs_lexer.cc).
// Node uses merve, a port of cjs-module-lexer; here it is cjs-module-lexer itself.
import { initSync, parse } from 'cjs-module-lexer';
import type { BindingFactory } from '../environment.ts';

// Now, because it decodes its WebAssembly with `atob`, which is gone once the page's globals are hidden.
initSync();

export const cjsLexer: BindingFactory = () => ({
  /** [export names, specifiers of re-exported modules]; nothing of a source that it can't read. */
  parse(source: string): [Set<string>, string[]] {
    try {
      const { exports, reexports } = parse(source);
      return [new Set(exports), reexports];
    } catch {
      return [new Set(), []];
    }
  },
});
