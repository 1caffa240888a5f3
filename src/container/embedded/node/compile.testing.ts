// What tests of compiling and linking need of a process: enough of an Environment to run programs under plain Node.
import * as acorn from 'acorn';
import { createAsyncContext, type AsyncContext } from './async-context.ts';
import type { Environment } from './environment.ts';
import { createWarmModules } from './warm-modules.ts';

/** A stand-in for the part of Environment that compiling and linking use; files come from a map of path to text. */
export function compileEnvironment(files: Readonly<Record<string, string>> = {}): Environment & { readonly asyncContext: AsyncContext } {
  const text = (path: string): string => files[path] ?? '';
  const symbols = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, Symbol(name)]));
  const env = {
    natives: { eval: globalThis.eval, URL, TextDecoder, TextEncoder },
    asyncContext: createAsyncContext(),
    privateSymbols: symbols(['arrow_message_private_symbol', 'decorated_private_symbol', 'host_defined_option_symbol', 'contextify_context_private_symbol']),
    perIsolateSymbols: symbols(['vm_dynamic_import_default_internal', 'vm_context_no_contextify', 'imported_cjs_symbol', 'source_text_module_default_hdo']),
    process: { version: 'v24.21.0' },
    files: {
      compiled: () => undefined,
      kindOf: (path: string) => (path in files ? 'file' : undefined),
      viewFile: (path: string) => new TextEncoder().encode(text(path)),
    },
    requireBuiltin(id: string): unknown {
      if (id === 'internal/deps/acorn/acorn/dist/acorn') return acorn;
      if (id === 'internal/errors') return { codes: { ERR_REQUIRE_ASYNC_MODULE: Error } };
      throw new Error(`no ${id} in this test`);
    },
  };
  Object.assign(env, { warm: createWarmModules(() => env as unknown as Environment) });
  return env as unknown as Environment & { readonly asyncContext: AsyncContext };
}
