// Compiles functions while a process waits for its program, with all the functions in them. By itself V8 compiles a function when
// it is first called, which is a third of what a start costs. A script that begins with `allFunctionsCalledOnLoad` is compiled whole
// (https://v8.dev/blog/explicit-compile-hints); `eval` pays no heed to that, the script of a timer does. Other engines compile it as ever.
import type { Natives } from './natives.ts';

/** What calls back from the script: a global while something is being compiled, and only then. */
const CALLBACK = '__backlotAhead';

/** What an expression that is compiled ahead begins with; positions in its code count from here. */
export const AHEAD_HEAD = `//# allFunctionsCalledOnLoad\n${CALLBACK}(`;

/** How many lines that puts in front of the expression. */
export const AHEAD_LINES = 1;

export interface ExpressionAhead {
  /** an expression that makes a function and runs nothing; valid JavaScript, since nobody hears of an error */
  readonly expression: string;
  /** name in stack traces, as a sourceURL */
  readonly url: string;
  readonly done: (value: unknown) => void;
}

export interface AheadCompiler {
  /**
   * Compiles one expression after the other, each in a task of its own.
   * @param finished called when all are compiled; not when the compiler was stopped before
   */
  compile(expressions: readonly ExpressionAhead[], finished?: () => void): void;
  /** Drops what is not compiled yet, and leaves no trace for a program. */
  stop(): void;
}

/** @param scope the global scope that scripts run in */
export function createAheadCompiler({ runLater, clearTimeout }: Pick<Natives, 'runLater' | 'clearTimeout'>, scope: object): AheadCompiler {
  let compiling: { readonly timers: number[]; readonly left: Set<ExpressionAhead> }[] = [];
  const hide = (): void => void Reflect.deleteProperty(scope, CALLBACK);
  const given = new Map<number, (value: unknown) => void>();
  let next = 0;

  return {
    compile(expressions, finished) {
      if (expressions.length === 0) return finished?.();
      const batch = { timers: [] as number[], left: new Set(expressions) };
      compiling.push(batch);
      Object.defineProperty(scope, CALLBACK, { value: (value: unknown, number: number) => given.get(number)?.(value), configurable: true });
      for (const one of expressions) {
        const number = next++;
        given.set(number, (value) => {
          given.delete(number);
          batch.left.delete(one);
          one.done(value);
          if (batch.left.size > 0) return;
          compiling = compiling.filter((other) => other !== batch);
          if (compiling.length === 0) hide();
          finished?.();
        });
        batch.timers.push(runLater(`${AHEAD_HEAD}${one.expression}\n,${number})\n//# sourceURL=${one.url}`));
      }
    },
    stop() {
      for (const { timers } of compiling) timers.forEach(clearTimeout);
      compiling = [];
      given.clear();
      hide();
    },
  };
}
