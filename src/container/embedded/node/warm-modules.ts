// Modules of packages that the last program has loaded, compiled again by the spare process while it waits: the next program is most
// likely the same one, changed a little. Only compiling is done ahead. Nothing of a module runs before the program asks for it,
// so that no program can tell.
import { packedBytes, packedCompilation, type Pack } from '../kernel/packs.ts';
import type { PackedModule } from '../kernel/protocol.ts';
import type { ExpressionAhead } from './ahead.ts';
import { COMMON_JS_PARAMETERS, functionAhead, type PreparedFunction } from './compile.ts';
import type { Environment } from './environment.ts';
import type { CommonJsSource } from './transform/common-js.ts';

export interface WarmModules {
  /**
   * Compiles modules ahead. Those of packs that are not there are passed over.
   * @param prepared called when all are compiled
   */
  prepare(modules: readonly PackedModule[], packs: ReadonlyMap<string, Pack>, prepared?: () => void): void;
  /**
   * The compiled form of a module, if it was prepared from this very text. It is handed out once: a module that is loaded a
   * second time is compiled a second time, as in Node.
   */
  take(filename: string, source: string): PreparedFunction | undefined;
  /** Tells that the program has loaded a module of a pack. */
  loaded(module: PackedModule): void;
  /** What the program has loaded so far; what was prepared for nothing is let go. */
  report(): readonly PackedModule[];
}

/** The warm modules of one process. @param env read when it is needed */
export function createWarmModules(env: () => Environment): WarmModules {
  const prepared = new Map<string, { readonly module: PackedModule; readonly source: string; readonly compiled: PreparedFunction }>();
  const loaded: PackedModule[] = [];
  return {
    prepare(modules, packs, finished) {
      const expressions: ExpressionAhead[] = [];
      const decoder = new (env().natives.TextDecoder)();
      for (const module of modules) {
        const { pack: id, path, filename } = module;
        const pack = packs.get(id);
        const entry = pack?.index[path];
        if (pack === undefined || entry === undefined) continue;
        const transformed = packedCompilation(pack, entry) as CommonJsSource | undefined;
        if (transformed?.kind !== 'commonjs') continue;
        const source = decoder.decode(packedBytes(pack, entry));
        const given = { source, name: filename, parameters: COMMON_JS_PARAMETERS, transformed };
        expressions.push(functionAhead(env(), given, (compiled) => prepared.set(filename, { module, source, compiled })));
      }
      env().ahead.compile(expressions, finished);
    },
    take(filename, source) {
      const found = prepared.get(filename);
      if (found === undefined || found.source !== source) return undefined;
      prepared.delete(filename);
      loaded.push(found.module);
      return found.compiled;
    },
    loaded(module) {
      loaded.push(module);
    },
    report() {
      prepared.clear();
      return loaded;
    },
  };
}
