// internalBinding('builtins'): the library's own modules by id (src/node_builtins.cc).
import type { BootstrapHooks } from '../bootstrap.ts';
import type { Environment } from '../environment.ts';
import type { Binding } from '../shapes.ts';

export function builtins(env: Environment, hooks: BootstrapHooks): Binding {
  return {
    builtinIds: [...hooks.builtinIds],
    config: env.facts.buildConfig,
    compileFunction: hooks.compileBuiltin,
    setInternalLoaders(internalBinding: (name: string) => Binding, requireBuiltin: (id: string) => unknown) {
      hooks.internalBinding = internalBinding;
      hooks.requireBuiltin = requireBuiltin;
    },
    hasCachedBuiltins: () => true,
    getCacheUsage: () => ({ compiledWithCache: new Set(), compiledWithoutCache: new Set(), compiledInSnapshot: new Set() }),
    builtinCategories: { cannotBeRequired: [], canBeRequired: [...hooks.builtinIds] },
    natives: {},
  };
}
