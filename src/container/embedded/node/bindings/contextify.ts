// internalBinding('contextify'): scripts, functions and contexts (src/node_contextify.cc).
//
// A page has one realm for JavaScript, so a `vm` context is not a global of its own here: a script runs in the global scope
// with the contextified object in front of it (`with` over a proxy). Its variables are the object's properties, names that
// it lacks are looked up among ECMAScript's built-ins only, and `globalThis` is the object. What differs from Node: built-ins
// are those of the main context (`[] instanceof Array` is true across contexts), and code in strict mode can't be put under
// `with`, so a script that begins with 'use strict' runs in sloppy mode in a context.
import type { AnyNode, Pattern } from 'acorn';
import { COMMON_JS_PARAMETERS, compileFunctionBody, decorateSyntaxError, isParseError, magicComments, MODULE_SYNTAX_MESSAGES, parserOf, prepareFunctionBody, withoutHashbang } from '../compile.ts';
import type { BindingFactory, Environment } from '../environment.ts';
import { refuseNativeAddon } from '../native-addons.ts';
import { NotImplementedError, type Binding } from '../shapes.ts';
import { stackTraces } from '../stack-traces.ts';
import { standInFor } from '../stand-ins.ts';
import { transformCommonJs, DYNAMIC_IMPORT, MADE_CODE, type CommonJsSource } from '../transform/common-js.ts';
import { withPrefix } from '../transform/edits.ts';
import { AWAIT_HELPER } from '../transform/await.ts';
import { lexicalNames, varNames } from '../transform/scope.ts';
import { boundIdentifiers, COMMON_JS_OPTIONS, forEachChild, SCRIPT_OPTIONS } from '../transform/syntax.ts';
import { dynamicImporter } from './module_wrap.ts';

/** what the library passes when no timeout is asked for */
const NO_TIMEOUT = -1;

// node_contextify.cc: messages that tell that a source is an ES module only if it compiles without CommonJS' own variables and
// with await at its top level.
const COMMON_JS_ONLY_MESSAGES = [
  ...['module', 'exports', 'require', '__filename', '__dirname'].map((name) => `Identifier '${name}' has already been declared`),
  'await is only valid in async functions and the top level bodies of modules',
  'Unexpected reserved word',
];

export const contextify: BindingFactory = (env): Binding => {
  // Error.prepareStackTrace is the library's by now (the end of lib/internal/bootstrap/realm.js).
  stackTraces(env).install();
  const hostDefinedOption = env.privateSymbols['host_defined_option_symbol'] as symbol;
  const contextSymbol = env.privateSymbols['contextify_context_private_symbol'] as symbol;
  const defaultImport = env.perIsolateSymbols['vm_dynamic_import_default_internal'] as symbol;
  const plainGlobal = env.perIsolateSymbols['vm_context_no_contextify'];
  const contexts = new WeakMap<object, Context>();
  const scripts = new WeakMap<object, ScriptState>();
  const mainLexicals: Lexicals = new Map();

  class ContextifyScript {
    [key: symbol]: unknown;
    // In the order in which Node shows them; `cachedDataRejected` is there only when data was given.
    sourceURL: string | undefined;
    sourceMapURL: string | undefined;
    declare cachedDataRejected: boolean | undefined;

    constructor(
      code: string, filename: string, lineOffset = 0, columnOffset = 0, cachedData?: unknown, _produce?: boolean,
      _parsingContext?: object, hostDefinedOptionId?: symbol,
    ) {
      const referrer = hostDefinedOptionId ?? Symbol(filename);
      this[hostDefinedOption] = referrer;
      if (cachedData !== undefined) this.cachedDataRejected = true;
      const magic = magicComments(code);
      this.sourceURL = magic.sourceURL;
      this.sourceMapURL = magic.sourceMapURL;
      const state: ScriptState = { code, filename, lineOffset, columnOffset, referrer };
      checkScriptSyntax(env, state);
      scripts.set(this, state);
    }

    /** @param contextified null for the main context */
    runInContext(contextified: object | null, timeout: number, displayErrors: boolean): unknown {
      const state = scripts.get(this);
      if (state === undefined) throw new TypeError('Illegal invocation');
      // A worker can't interrupt its own code.
      if (timeout !== NO_TIMEOUT) throw new NotImplementedError('the timeout option of vm');
      const context = contextified === null ? undefined : contexts.get(contextified);
      if (contextified !== null && context === undefined) throw new TypeError('The object is not a vm context');
      try {
        return context === undefined ? runScript(env, state, mainLexicals) : runScriptIn(env, state, context);
      } catch (error) {
        if (displayErrors) stackTraces(env).decorate(error);
        throw error;
      }
    }

    createCachedData(): Uint8Array {
      return new Uint8Array(0);
    }
  }

  function makeContext(given: object | symbol, _name: string, _origin: string | undefined, strings: boolean, _wasm: boolean, _ownQueue: boolean, referrer: symbol): object {
    const sandbox = given === plainGlobal ? {} : (given as object);
    contexts.set(sandbox, { sandbox, strings, global: contextGlobal(sandbox), lexicals: new Map() });
    const fields = sandbox as Record<symbol, unknown>;
    fields[contextSymbol] = sandbox;
    fields[hostDefinedOption] = referrer;
    return sandbox;
  }

  function compileFunction(
    code: string, filename: string, lineOffset: number, columnOffset: number, cachedData: unknown, _produce: boolean,
    parsingContext: object | undefined, extensions: readonly object[] | undefined, parameters: readonly string[] | undefined,
    hostDefinedOptionId: symbol | undefined,
  ): Binding {
    const context = parsingContext && contexts.get(parsingContext);
    if (parsingContext !== undefined && context === undefined) throw new TypeError('The object is not a vm context');
    const referrer = hostDefinedOptionId ?? Symbol(filename);
    const scopes = [...(context === undefined ? [] : [functionScope(env, code, context)]), ...(extensions ?? [])];
    const fn = compileFunctionBody(env, {
      source: code, name: filename, parameters: parameters ?? [], lineOffset, columnOffset, scopes, import: dynamicImporter(env, referrer, filename),
    });
    (fn as unknown as Record<symbol, unknown>)[hostDefinedOption] = referrer;
    const { sourceMapURL, sourceURL } = magicComments(code);
    return { function: fn, sourceMapURL, sourceURL: sourceURL ?? filename, ...(cachedData === undefined ? {} : { cachedDataRejected: true }) };
  }

  /** @throws SyntaxError unless the source is an ES module and may be one */
  function compileFunctionForCJSLoader(text: string, filename: string, _isSeaMain: boolean, shouldDetectModule: boolean): Binding {
    refuseNativeAddon(filename);
    const source = standInFor(filename) ?? text;
    try {
      const prepared =
        env.warm.take(filename, source) ??
        prepareFunctionBody(env, { source, name: filename, parameters: COMMON_JS_PARAMETERS, transformed: packedCommonJs(env, filename, source) });
      const fn = prepared(dynamicImporter(env, defaultImport, filename));
      const { sourceMapURL, sourceURL } = magicComments(source);
      return { __proto__: null, cachedDataRejected: false, sourceMapURL, sourceURL: sourceURL ?? filename, function: fn, canParseAsESM: false };
    } catch (error) {
      if (!(error instanceof SyntaxError) || !shouldRetryAsModule(env, error.message, source)) throw error;
      if (!shouldDetectModule) {
        const { emitWarningSync } = env.requireBuiltin('internal/process/warning') as { emitWarningSync(warning: string): void };
        emitWarningSync(`Failed to load the ES module: ${filename}. Make sure to set "type": "module" in the nearest package.json file or use the .mjs extension.`);
        throw error;
      }
      return { __proto__: null, cachedDataRejected: false, sourceMapURL: undefined, sourceURL: undefined, function: undefined, canParseAsESM: true };
    }
  }

  return {
    ContextifyScript,
    makeContext,
    compileFunction,
    compileFunctionForCJSLoader,
    /** @param withoutVariables given when CommonJS' variables are not in scope (`--eval`) */
    containsModuleSyntax(source: string, _filename: string, _resourceName?: string | null, withoutVariables?: unknown): boolean {
      const message = syntaxErrorOf(env, `(function (${withoutVariables ? '' : COMMON_JS_PARAMETERS.join(', ')}) {${unhashed(source)}\n})`);
      return message !== undefined && shouldRetryAsModule(env, message, source);
    },
    // Ctrl-C has nobody to interrupt: it reaches a program as a signal between two turns of its loop.
    startSigintWatchdog() {},
    stopSigintWatchdog: () => false,
    watchdogHasPendingSigint: () => false,
  };
};

interface ScriptState {
  readonly code: string;
  readonly filename: string;
  readonly lineOffset: number;
  readonly columnOffset: number;
  readonly referrer: symbol;
}

const unhashed = (source: string): string => (source.startsWith('#!') ? `//${source.slice(2)}` : source);

/** V8's message if it refuses to compile a text; the text must be an expression that runs nothing. */
function syntaxErrorOf(env: Environment, text: string): string | undefined {
  try {
    env.natives.eval(text);
    return undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return error.message;
    throw error;
  }
}

/** ShouldRetryAsESM (src/node_contextify.cc). */
function shouldRetryAsModule(env: Environment, message: string, source: string): boolean {
  if (MODULE_SYNTAX_MESSAGES.includes(message)) return true;
  if (!COMMON_JS_ONLY_MESSAGES.includes(message)) return false;
  const retried = syntaxErrorOf(env, `(async function() {${unhashed(source)}\n})`);
  return retried === undefined || MODULE_SYNTAX_MESSAGES.includes(retried);
}

/** A CommonJS module that was transformed when its package was packed. */
function packedCommonJs(env: Environment, filename: string, source: string): CommonJsSource | undefined {
  if (!filename.startsWith('/')) return undefined;
  const packed = env.files.compiled(filename) as CommonJsSource | undefined;
  if (packed?.kind !== 'commonjs') return undefined;
  // A load hook may have changed the text.
  if (new env.natives.TextDecoder().decode(env.files.viewFile(filename)) !== source) return undefined;
  const place = env.files.packed(filename);
  if (place !== undefined) env.warm.loaded({ ...place, filename });
  return packed;
}

function transformScript(env: Environment, { code }: ScriptState): CommonJsSource {
  try {
    return transformCommonJs(code, parserOf(env), SCRIPT_OPTIONS);
  } catch {
    return { kind: 'commonjs', code, edits: [], importsDynamically: false };
  }
}

function checkScriptSyntax(env: Environment, state: ScriptState): void {
  const { code, filename, lineOffset } = state;
  // A function's body takes what a script takes, and `return`; let V8 say what it minds, without running anything.
  try {
    env.natives.eval(`(function () {${unhashed(code)}\n})`);
  } catch (error) {
    throw decorateSyntaxError(env, error, { source: code, name: filename, options: SCRIPT_OPTIONS, lineOffset });
  }
}

// ---- let, const and class at the top level ----

/** What scripts have declared by let, const and class at their top level: every script that runs later sees it. */
type Lexicals = Map<PropertyKey, Binder>;
type Binder = readonly [get: () => unknown, set: (value: unknown) => void];

const LEXICALS = '__backlotLexicals';

/**
 * An evaluated script keeps such names to itself. Text in front of it hands over how they are read and assigned to, which goes by
 * the script's own bindings: a constant can't be assigned to, and nothing is there before its declaration.
 * @param receiver what the text calls with them
 * @throws SyntaxError for a name that a script before has declared
 */
function lexicalPrefix(env: Environment, source: string, lexicals: Lexicals, receiver: string): string {
  if (lexicals.size === 0 && !/\b(?:let|const|class)\b/.test(source)) return '';
  let body: readonly AnyNode[];
  try {
    ({ body } = parserOf(env)(source, SCRIPT_OPTIONS));
  } catch {
    // What the engine knows and the parser does not.
    return '';
  }
  for (const name of [...lexicalNames(body), ...body.flatMap((node) => varNames(node))]) {
    if (lexicals.has(name)) throw new SyntaxError(`Identifier '${name}' has already been declared`);
  }
  const names = lexicalNames(body.filter(({ type }) => type !== 'FunctionDeclaration'));
  if (names.length === 0) return '';
  const isStrict = body[0]?.type === 'ExpressionStatement' && body[0].directive === 'use strict';
  const binders = names.map((name) => `${JSON.stringify(name)}:[()=>${name},(__backlotValue)=>{${name}=__backlotValue}]`);
  return `${isStrict ? "'use strict';" : ''}${receiver}({${binders.join(',')}});`;
}

/** Runs a script in the main context: its completion value is the result, its `var`s are globals. */
function runScript(env: Environment, state: ScriptState, lexicals: Lexicals): unknown {
  const traces = stackTraces(env);
  const prefix = lexicalPrefix(env, state.code, lexicals, LEXICALS);
  const script = withoutHashbang(transformScript(env, state));
  const { importsDynamically } = script;
  const transformed = withPrefix(script, prefix);
  if (prefix !== '') {
    const receive = (binders: Record<string, Binder>): void => {
      Reflect.deleteProperty(globalThis, LEXICALS);
      for (const [name, binder] of Object.entries(binders)) {
        lexicals.set(name, binder);
        Object.defineProperty(globalThis, name, { get: binder[0], set: binder[1], enumerable: false, configurable: true });
      }
    };
    Object.defineProperty(globalThis, LEXICALS, { value: receive, configurable: true, enumerable: false });
  }
  const { filename, code: source, lineOffset, columnOffset } = state;
  const url = traces.register({ name: filename, source, code: transformed.code, edits: transformed.edits, lineOffset, columnOffset });
  if (!importsDynamically) return env.natives.eval(`${transformed.code}\n//# sourceURL=${url}`);
  // A script has no parameters: its importer is a global that is not enumerable, with a name of its own.
  const name = `${DYNAMIC_IMPORT}${importers++}`;
  Object.defineProperty(globalThis, name, { value: dynamicImporter(env, state.referrer, filename), configurable: true, enumerable: false });
  return env.natives.eval(`${transformed.code.replaceAll(DYNAMIC_IMPORT, name)}\n//# sourceURL=${url}`);
}

let importers = 0;

// ---- contexts ----

interface Context {
  readonly sandbox: object;
  /** what the context's code sees as globalThis: the object, with ECMAScript's built-ins behind it */
  readonly global: object;
  /** whether code may be made from strings */
  readonly strings: boolean;
  readonly lexicals: Lexicals;
}

/** ECMAScript's own globals: all that a fresh context has, and the helper of transformed code. */
const CONTEXT_GLOBALS: ReadonlySet<PropertyKey> = new Set([
  'undefined', 'NaN', 'Infinity', 'isFinite', 'isNaN', 'parseFloat', 'parseInt', 'decodeURI', 'decodeURIComponent', 'encodeURI',
  'encodeURIComponent', 'escape', 'unescape', 'eval', 'Object', 'Function', 'Boolean', 'Symbol', 'Number', 'BigInt', 'Math', 'Date', 'String',
  'RegExp', 'JSON', 'Intl', 'Error', 'AggregateError', 'EvalError', 'RangeError', 'ReferenceError', 'SyntaxError', 'TypeError', 'URIError',
  'Array', 'Int8Array', 'Uint8Array', 'Uint8ClampedArray', 'Int16Array', 'Uint16Array', 'Int32Array', 'Uint32Array', 'BigInt64Array',
  'BigUint64Array', 'Float32Array', 'Float64Array', 'Map', 'Set', 'WeakMap', 'WeakSet', 'WeakRef', 'FinalizationRegistry', 'Iterator',
  'ArrayBuffer', 'SharedArrayBuffer', 'Atomics', 'DataView', 'Promise', 'Proxy', 'Reflect', 'WebAssembly', AWAIT_HELPER, MADE_CODE,
]);

/** What transformed code needs, and no program is to see. */
const NOT_TOLD: ReadonlySet<PropertyKey> = new Set([AWAIT_HELPER, MADE_CODE]);

const NativeProxy = Proxy;

/**
 * The global object of a context: the contextified object, and as own properties what ECMAScript's built-ins are. `NaN`, `Infinity` and
 * `undefined` are told to be configurable, since a proxy may say so only of what its target has.
 */
function contextGlobal(sandbox: object): object {
  const behind = (key: PropertyKey): boolean => !Reflect.has(sandbox, key) && CONTEXT_GLOBALS.has(key);
  const global: object = new NativeProxy(sandbox, {
    has: (target, key) => Reflect.has(target, key) || key === 'globalThis' || CONTEXT_GLOBALS.has(key),
    get: (target, key): unknown => (key === 'globalThis' ? global : Reflect.get(behind(key) ? globalThis : target, key)),
    // What is told of a built-in below would make the object's own property of that name one that can't be written again.
    set: (target, key, value, receiver) => Reflect.set(target, key, value, behind(key) || key === 'globalThis' ? target : receiver),
    getOwnPropertyDescriptor(target, key) {
      const own = Reflect.getOwnPropertyDescriptor(target, key);
      if (own !== undefined || !Reflect.isExtensible(target) || NOT_TOLD.has(key)) return own;
      if (key === 'globalThis') return { value: global, writable: true, enumerable: false, configurable: true };
      const builtIn = CONTEXT_GLOBALS.has(key) ? Reflect.getOwnPropertyDescriptor(globalThis, key) : undefined;
      return builtIn && { value: Reflect.get(globalThis, key) as unknown, writable: builtIn.writable !== false, enumerable: false, configurable: true };
    },
    ownKeys(target) {
      const own = Reflect.ownKeys(target);
      if (!Reflect.isExtensible(target)) return own;
      const behindIt = [...CONTEXT_GLOBALS, 'globalThis'].filter((key) => !NOT_TOLD.has(key) && (key === 'globalThis' || Object.hasOwn(globalThis, key)));
      return [...new Set([...own, ...behindIt] as (string | symbol)[])];
    },
  });
  return global;
}

/** The one name that the code around a script uses; the scope does not hide it. */
const RUN = '__backlotScript';

/**
 * Runs a script in a context, through a direct eval below `with`. `var` initialisers and assignments go to the object by
 * themselves; functions declared at the top level are handed over before the first statement. So is how
 * `let`, `const` and `class` of the top level are read and assigned to.
 */
function runScriptIn(env: Environment, state: ScriptState, { sandbox, global, strings, lexicals }: Context): unknown {
  const { filename, code: source, lineOffset, columnOffset } = state;
  const names = topLevelNames(env, source);
  const pending = new Set<PropertyKey>(names.functions);
  let started = false;
  const scope = scopeOf({ sandbox, global, strings, lexicals }, names, (key) => key === RUN || pending.has(key) || (key === 'eval' && !started));

  const lift = names.functions.length === 0 ? '' : `${RUN}.lift({${names.functions.join(',')}});`;
  const prefix = lexicalPrefix(env, source, lexicals, `${RUN}.declare`);
  const script = withPrefix(withoutHashbang(transformScript(env, state)), lift + prefix);
  const url = stackTraces(env).register({ name: filename, source, ...script, lineOffset, columnOffset });
  const run = env.natives.eval(`(function(${RUN},${DYNAMIC_IMPORT}){with(${RUN}.scope){return eval(${RUN}.code)}})`) as
    (this: object, script: object, importer: unknown) => unknown;
  return run.call(global, {
    scope,
    get code() {
      started = true;
      return `${script.code}\n//# sourceURL=${url}`;
    },
    declare(binders: Record<string, Binder>) {
      for (const [name, binder] of Object.entries(binders)) lexicals.set(name, binder);
    },
    lift(functions: Record<string, unknown>) {
      pending.clear();
      Object.assign(sandbox, functions);
    },
  }, dynamicImporter(env, state.referrer, filename));
}

/** What names mean to code in a context. @param hides names that are looked up further out all the same */
function scopeOf({ sandbox, global, strings, lexicals }: Context, { assigned, typed }: SourceNames, hides: (key: PropertyKey) => boolean = () => false): object {
  const known = (key: PropertyKey): boolean => CONTEXT_GLOBALS.has(key) && (strings || key !== 'eval');
  return new NativeProxy(Object.create(null) as object, {
    has: (_target, key) => {
      if (key === DYNAMIC_IMPORT || hides(key)) return false;
      return lexicals.has(key) || Reflect.has(sandbox, key) || key === 'globalThis' || assigned.has(key) || Reflect.has(globalThis, key);
    },
    get(_target, key): unknown {
      if (key === Symbol.unscopables) return undefined;
      const lexical = lexicals.get(key);
      if (lexical !== undefined) return lexical[0]();
      if (Reflect.has(sandbox, key)) return Reflect.get(sandbox, key);
      if (key === 'globalThis') return global;
      if (known(key)) return Reflect.get(globalThis, key);
      // Globals of the main context read as undefined, so that `typeof process` says what it says in a fresh context.
      if (Reflect.has(globalThis, key)) return undefined;
      // So does a name that the script assigns to and asks the type of.
      if (typed.has(key)) return undefined;
      throw new ReferenceError(`${String(key)} is not defined`);
    },
    set(_target, key, value) {
      const lexical = lexicals.get(key);
      if (lexical === undefined) return Reflect.set(sandbox, key, value);
      lexical[1](value);
      return true;
    },
    deleteProperty: (_target, key) => Reflect.deleteProperty(sandbox, key),
  });
}

const NO_NAMES: SourceNames = { functions: [], assigned: new Set(), typed: new Set() };

/** The scope of a function of a context. */
function functionScope(env: Environment, source: string, context: Context): object {
  // Strict code makes no globals by assigning to them.
  if (/^\s*(['"])use strict\1/.test(source)) return scopeOf(context, NO_NAMES);
  try {
    return scopeOf(context, topLevelNames(env, source, COMMON_JS_OPTIONS));
  } catch (error) {
    // V8 will say what is wrong with it.
    if (isParseError(error)) return scopeOf(context, NO_NAMES);
    throw error;
  }
}

interface SourceNames {
  readonly functions: readonly string[];
  readonly assigned: ReadonlySet<PropertyKey>;
  readonly typed: ReadonlySet<PropertyKey>;
}

/** The functions that a script declares at its top level, and every name that it assigns to or asks the type of. */
function topLevelNames(env: Environment, source: string, options = SCRIPT_OPTIONS): SourceNames {
  const functions: string[] = [];
  const assigned = new Set<PropertyKey>();
  const typed = new Set<PropertyKey>();
  const visit = (node: AnyNode): void => {
    if (node.type === 'UnaryExpression' && node.operator === 'typeof' && node.argument.type === 'Identifier') typed.add(node.argument.name);
    const target = node.type === 'AssignmentExpression' ? node.left
      : node.type === 'UpdateExpression' ? node.argument
      : node.type === 'ForInStatement' || node.type === 'ForOfStatement' ? node.left
      : node.type === 'VariableDeclarator' ? node.id
      : undefined;
    if (target !== undefined && target.type !== 'VariableDeclaration') for (const { name } of boundIdentifiers(target as Pattern)) assigned.add(name);
    forEachChild(node, visit);
  };
  const program = parserOf(env)(source, options);
  for (const node of program.body) if (node.type === 'FunctionDeclaration' && node.id) functions.push(node.id.name);
  visit(program);
  return { functions: [...new Set(functions)], assigned, typed };
}
