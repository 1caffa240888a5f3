// Code that a program makes out of text: `new Function`, its async and generator kin, and `eval`. V8 compiles it as part of the script
// that makes it, whose `import()` it has and whose promises carry the async context; the browser knows nothing of either, so the text is
// transformed as modules are. Indirect eval, which hands the text to the engine past everything, is left as it is.
import { parserOf } from './compile.ts';
import { dynamicImporter } from './bindings/module_wrap.ts';
import { callSites, isInternalScript } from './call-sites.ts';
import type { Environment } from './environment.ts';
import { MADE_CODE, transformCommonJs } from './transform/common-js.ts';
import { SCRIPT_OPTIONS } from './transform/syntax.ts';

/** What code that was made, and modules with a direct eval, call: a global that is not enumerable. */
interface MadeCode {
  /** `import` of code that was made by the script of this name */
  importer(madeBy: string | undefined): ReturnType<typeof dynamicImporter>;
  /** Around the arguments of a direct eval: gives its text transformed. @param found what the program's `eval` is there */
  evaluated(found: unknown): (...args: unknown[]) => unknown;
}

/** Frames that are looked through for the script that makes code: the library may stand between. */
const FRAMES = 20;
/** What the engine calls the functions that are made. */
const KINDS = ['function', 'async function', 'function*', 'async function*'] as const;
const MAY_NEED_TRANSFORM = /\b(?:import|async|await|eval)\b/;

/**
 * Puts constructors of functions that transform the text in place of the engine's, and defines what transformed code calls. Call it once,
 * after the primordials are made.
 */
export function transformMadeCode(scope: typeof globalThis, env: Environment): void {
  const nativeEval = scope.eval;
  const helper: MadeCode = {
    importer: (madeBy) => dynamicImporter(env, env.perIsolateSymbols['vm_dynamic_import_default_internal'] as symbol, madeBy),
    evaluated: (found) => {
      const evaluated = (...args: unknown[]): unknown => {
        const [text] = args;
        return typeof text === 'string' && found === nativeEval ? transformed(text, evaluated) : text;
      };
      return evaluated;
    },
  };

  /** @param maker the function of the runtime that was called to make it */
  // eslint-disable-next-line @typescript-eslint/no-unsafe-function-type -- what captureStackTrace takes
  function transformed(text: string, maker: Function): string {
    if (!MAY_NEED_TRANSFORM.test(text)) return text;
    const madeBy = callSites(maker, FRAMES).map((site) => site.getScriptNameOrSourceURL()).find((name) => !isInternalScript(name));
    try {
      return transformCommonJs(text, parserOf(env), SCRIPT_OPTIONS, `${MADE_CODE}.importer(${JSON.stringify(madeBy ?? undefined)})`).code;
    } catch {
      // The engine says what is wrong with it, or takes what can stand inside of a function only (`new.target`).
      return text;
    }
  }

  // eslint-disable-next-line @typescript-eslint/no-unsafe-function-type -- a constructor of functions
  function constructorInPlaceOf(native: Function, kind: (typeof KINDS)[number]): Function {
    function make(...args: unknown[]): unknown {
      const texts = args.map((arg) => `${arg as string}`);
      const newTarget = new.target === undefined || new.target === (make as unknown) ? native : new.target;
      const body = texts.pop();
      if (body === undefined) return Reflect.construct(native, [], newTarget);
      // As CreateDynamicFunction of ECMA-262 puts them together.
      const head = `(${kind} anonymous(${texts.join(',')}\n) {`;
      const tail = '\n})';
      const code = transformed(`${head}\n${body}${tail}`, make);
      // The engine adds the line break again.
      const changed = code.startsWith(head) ? code.slice(head.length, -tail.length).replace('\n', '') : body;
      return Reflect.construct(native, [...texts, changed], newTarget);
    }
    const { prototype } = native as unknown as { prototype: object };
    make.prototype = prototype;
    // Bound, for the text that the engine shows of its own functions.
    const made = make.bind(undefined);
    Object.defineProperties(made, {
      length: { value: native.length, configurable: true },
      name: { value: native.name, configurable: true },
      prototype: { value: prototype },
    });
    Object.defineProperty(prototype, 'constructor', { ...Object.getOwnPropertyDescriptor(prototype, 'constructor'), value: made });
    return made;
  }

  const natives = [function () {}, async function () {}, function* () {}, async function* () {}].map((made) => made.constructor);
  const [base, ...others] = natives.map((native, index) => constructorInPlaceOf(native, KINDS[index] as (typeof KINDS)[number]));
  for (const other of others) Object.setPrototypeOf(other, base as object);
  Object.defineProperty(scope, 'Function', { value: base, writable: true, configurable: true, enumerable: false });
  Object.defineProperty(scope, MADE_CODE, { value: helper, configurable: true, writable: false, enumerable: false });
}
