// What Node says when nothing is left to do although the entry module still awaits at its top level: exit code 13 and where
// that is (src/env.cc, CheckUnsettledTopLevelAwait). V8 knows which await is suspended; here the place is told only when the
// entry module has a single one.
import type { AnyNode } from 'acorn';
import { parserOf } from './compile.ts';
import type { Environment } from './environment.ts';
import { arrowMessage } from './stack-traces.ts';
import { lineText, positionAt } from './transform/positions.ts';
import { forEachChild, isFunction, MODULE_OPTIONS } from './transform/syntax.ts';

/** Exit code of a process whose entry module never finished (lib/internal/process/exit codes, kUnsettledTopLevelAwait). */
export const UNSETTLED_TOP_LEVEL_AWAIT = 13;

export interface UnsettledAwait {
  /** Looks at the entry module's promise; its state is known one microtask later. */
  look(): void;
  /** Whether the entry module is known to be unfinished. */
  readonly unsettled: boolean;
  /** the warning to print, ends with a line break */
  warning(): string;
}

/** Offsets of the awaits at a module's top level. */
function topLevelAwaits(node: AnyNode, found: number[] = []): number[] {
  if (isFunction(node)) return found;
  if (node.type === 'AwaitExpression' || (node.type === 'ForOfStatement' && node.await)) found.push(node.start);
  forEachChild(node, (child) => void topLevelAwaits(child, found));
  return found;
}

export function watchEntryModule(env: Environment, scope: typeof globalThis): UnsettledAwait {
  const global = scope as unknown as Record<symbol, unknown>;
  const then = Promise.prototype.then;
  let watched: unknown;
  let settled = true;
  const done = (): void => {
    settled = true;
  };

  function place(url: string): string {
    if (!url.startsWith('file://')) return `${url}\n`;
    const source = new env.natives.TextDecoder().decode(env.files.readFile(decodeURIComponent(new env.natives.URL(url).pathname)));
    const [offset, ...more] = topLevelAwaits(parserOf(env)(source, MODULE_OPTIONS));
    if (offset === undefined || more.length > 0) return `${url}\n`;
    const { line, column } = positionAt(source, offset);
    return `${arrowMessage({ file: url, line, column, sourceLine: lineText(source, line) })}\n\n`;
  }

  return {
    look() {
      const promise = global[env.privateSymbols['entry_point_promise_private_symbol'] as symbol];
      if (!(promise instanceof Promise) || promise === watched) return;
      watched = promise;
      settled = false;
      void Reflect.apply(then, promise, [done, done]);
    },
    get unsettled() {
      return !settled;
    },
    warning() {
      const module = global[env.privateSymbols['entry_point_module_private_symbol'] as symbol] as { url?: string } | undefined;
      return `Warning: Detected unsettled top-level await at ${module?.url === undefined ? 'the entry module\n' : place(module.url)}\n`;
    },
  };
}
