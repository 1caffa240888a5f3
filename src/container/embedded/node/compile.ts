// Compiles what a program is made of: the one place where source text becomes code. `eval` in the global scope, with a
// sourceURL so that frames show the program's files, and syntax errors with the place that `eval` does not tell.
import type { Options } from 'acorn';
import { AHEAD_HEAD, type ExpressionAhead } from './ahead.ts';
import type { Environment } from './environment.ts';
import { arrowMessage, stackTraces } from './stack-traces.ts';
import type { CommonJsSource } from './transform/common-js.ts';
import { DYNAMIC_IMPORT, transformCommonJs } from './transform/common-js.ts';
import { withPrefix, type EditedSource } from './transform/edits.ts';
import { moduleFunctionHead, transformModule, type ModuleSource } from './transform/module.ts';
import { lineText, positionAt } from './transform/positions.ts';
import { COMMON_JS_OPTIONS, MODULE_OPTIONS, type Parse } from './transform/syntax.ts';
import { onceEach } from './once-each.ts';

/** `import()` of one script or module. */
export type DynamicImport = (specifier: unknown, options?: unknown) => Promise<unknown>;

/** acorn as the process has it: Node's own copy, loaded when the first source has to be parsed (most never are). */
export const parserOf = onceEach((env): Parse => {
  let acorn: { parse: Parse } | undefined;
  return (source, options) => (acorn ??= env.requireBuiltin('internal/deps/acorn/acorn/dist/acorn') as { parse: Parse }).parse(source, options);
});

/** The parameters of a CommonJS module's function. */
export const COMMON_JS_PARAMETERS = ['exports', 'require', 'module', '__filename', '__dirname'];

export interface FunctionToPrepare {
  /** what its author wrote */
  readonly source: string;
  /** name in stack traces */
  readonly name: string;
  readonly parameters: readonly string[];
  /** the result of the build-time transform, if there is one */
  readonly transformed?: CommonJsSource | undefined;
  readonly lineOffset?: number;
  readonly columnOffset?: number;
  /** objects in whose properties names are looked up before they are in the global scope, the innermost last (`with`) */
  readonly scopes?: readonly object[] | undefined;
}

export interface FunctionToCompile extends FunctionToPrepare {
  readonly import: DynamicImport;
}

export type CompiledFunction = (...args: unknown[]) => unknown;

/** A compiled function that waits to be told how it imports. */
export type PreparedFunction = (importer: DynamicImport) => CompiledFunction;

/**
 * Compiles a function body in the global scope, as v8::ScriptCompiler::CompileFunction does.
 * @throws SyntaxError, decorated with the place and the source line
 */
export function compileFunctionBody(env: Environment, given: FunctionToCompile): CompiledFunction {
  return prepareFunctionBody(env, given)(given.import);
}

/** The part of `compileFunctionBody` that can be done before anybody asks for the function. @throws as it does */
export function prepareFunctionBody(env: Environment, given: FunctionToPrepare): PreparedFunction {
  const { source, name, lineOffset } = given;
  const { code, url, prepared } = functionExpression(env, given, NO_HEAD);
  try {
    return prepared(evaluate(env, `${code}\n//# sourceURL=${url}`));
  } catch (error) {
    throw decorateSyntaxError(env, error, { source, name, options: COMMON_JS_OPTIONS, lineOffset });
  }
}

/**
 * The same for the compiler that works ahead (ahead.ts).
 * @param given a source that V8 is known to take
 */
export function functionAhead(env: Environment, given: FunctionToPrepare, done: (prepared: PreparedFunction) => void): ExpressionAhead {
  const { code, url, prepared } = functionExpression(env, given, AHEAD_HEAD);
  return { expression: code.slice(AHEAD_HEAD.length), url, done: (value) => done(prepared(value)) };
}

/** As long as the other: a module that is compiled a second time is another text under the same name, and frames of both are alive. */
const NO_HEAD = AHEAD_HEAD.replace(/[^\n]/g, ' ');

/** What code is handed its scopes by. */
const SCOPES = '__backlotScopes';

interface FunctionExpression {
  /** evaluates to what `prepared` takes */
  readonly code: string;
  readonly url: string;
  readonly prepared: (evaluated: unknown) => PreparedFunction;
}

/** @param before what the code that is evaluated begins with */
function functionExpression(env: Environment, given: FunctionToPrepare, before: string): FunctionExpression {
  const { source, name, lineOffset, columnOffset } = given;
  const transformed = given.transformed ?? transformOrLeave(source, (text) => transformCommonJs(text, parserOf(env)));
  const { scopes = [] } = given;
  const head = `(function (${given.parameters.join(', ')}) {`;
  const within = scopes.map((_scope, index) => `with(${SCOPES}[${index}])`).join('');
  const takesImporter = transformed.importsDynamically || scopes.length > 0;
  const wrapped = withPrefix(withoutHashbang(transformed), before + (takesImporter ? `(function (${DYNAMIC_IMPORT}, ${SCOPES}) {${within}return ` : '') + head);
  const tail = takesImporter ? '\n})})' : '\n})';
  const traces = stackTraces(env);
  traces.install();
  // A source may name itself: code that was made from TypeScript does.
  const url = traces.register({ name: magicComments(source).sourceURL ?? name, source, ...wrapped, lineOffset, columnOffset });
  return {
    code: wrapped.code + tail,
    url,
    prepared: (evaluated) => {
      if (!takesImporter) return () => evaluated as CompiledFunction;
      const make = evaluated as (importer: DynamicImport, scopes: readonly object[]) => CompiledFunction;
      return (importer) => make(importer, scopes);
    },
  };
}

/** Transforms an ES module; what `live` means is said in transform/module.ts. @throws SyntaxError with its place */
export function transformModuleSource(env: Environment, source: string, name: string, live?: ReadonlySet<string> | 'all'): ModuleSource {
  try {
    return transformModule(source, parserOf(env), live);
  } catch (error) {
    if (!isParseError(error)) throw error;
    throw moduleSyntaxError(env, source, name, error);
  }
}

/** What a compiled module's function takes, see moduleFunctionHead. */
export type ModuleFunction = (link: object) => Iterator<unknown> | AsyncIterator<unknown>;

/**
 * Compiles a transformed module.
 * @throws SyntaxError for what acorn lets pass and V8 does not
 */
export function compileModule(env: Environment, given: { source: string; name: string; module: ModuleSource; updated: ReadonlySet<string> }): ModuleFunction {
  const { source, name, module } = given;
  const wrapped = withPrefix(module, moduleFunctionHead(module, given.updated));
  const traces = stackTraces(env);
  traces.install();
  const url = traces.register({ name, source, ...wrapped, isModule: true });
  try {
    return evaluate(env, `${wrapped.code}\n})\n//# sourceURL=${url}`) as ModuleFunction;
  } catch (error) {
    throw decorateSyntaxError(env, error, { source, name, options: MODULE_OPTIONS });
  }
}

/** How many frames of this runtime may stand between `eval` and the library. */
const RUNTIME_FRAMES = 8;

/** Evaluates with room in the stack of a SyntaxError for the frames that are taken out of it again. */
function evaluate(env: Environment, code: string): unknown {
  const limit = Error.stackTraceLimit;
  if (typeof limit !== 'number') return env.natives.eval(code);
  // Not by an assignment: a program may have frozen Error (--frozen-intrinsics).
  Reflect.set(Error, 'stackTraceLimit', limit + RUNTIME_FRAMES);
  try {
    return env.natives.eval(code);
  } finally {
    Reflect.set(Error, 'stackTraceLimit', limit);
  }
}

/** The stack of an error that `evaluate` has thrown, as long as the program wants stacks to be. */
function limitedStack(error: Error): string {
  let room = Error.stackTraceLimit;
  return (error.stack ?? '').split('\n').filter((line) => !line.startsWith('    at ') || room-- > 0).join('\n');
}

/** A source that acorn can't parse is left to V8, which says what is wrong with it. */
function transformOrLeave(source: string, transform: (source: string) => CommonJsSource): CommonJsSource {
  try {
    return transform(source);
  } catch (error) {
    if (!isParseError(error)) throw error;
    return { kind: 'commonjs', code: source, edits: [], importsDynamically: false };
  }
}

/** `#!` is allowed at the start of a file, not of a function. */
export function withoutHashbang<T extends EditedSource>(given: T): T {
  return given.code.startsWith('#!') ? { ...given, code: `//${given.code.slice(2)}` } : given;
}

interface ParseError extends SyntaxError {
  readonly pos: number;
}

/** Whether an error is the parser's own, which knows the offset. */
export function isParseError(error: unknown): error is ParseError {
  return error instanceof SyntaxError && typeof (error as Partial<ParseError>).pos === 'number';
}

/**
 * Puts the place of a syntax error into its stack, as node::errors::DecorateErrorStack does.
 * @param error what `eval` has thrown; anything but a SyntaxError is returned as it is
 * @param given the source as written, its name, and acorn's options for it
 */
export function decorateSyntaxError(
  env: Environment,
  error: unknown,
  given: { source: string; name: string; options: Options; lineOffset?: number | undefined },
): unknown {
  if (!(error instanceof SyntaxError)) return error;
  const { source, name, options, lineOffset = 0 } = given;
  let at: number | undefined;
  try {
    parserOf(env)(source, options);
  } catch (parseError) {
    if (isParseError(parseError)) at = parseError.pos;
  }
  if (at === undefined) return error;
  if (endsEarly(source, at, error.message)) error.message = END_OF_INPUT;
  const arrow = syntaxErrorArrow(error.message, source, name, at, lineOffset);
  const { arrow_message_private_symbol: arrowSymbol, decorated_private_symbol: decoratedSymbol } = env.privateSymbols;
  const stack = limitedStack(error).replace(/^(\w+: ).*/, (_line, title: string) => title + error.message);
  Object.defineProperty(error, 'stack', { value: `${arrow}\n${stack}`, configurable: true, writable: true, enumerable: false });
  const fields = error as unknown as Record<PropertyKey, unknown>;
  if (arrowSymbol) fields[arrowSymbol] = arrow;
  if (decoratedSymbol) fields[decoratedSymbol] = true;
  return error;
}

/** The arrow message of a syntax error; the caret is as long as the token, as V8's is. */
function syntaxErrorArrow(message: string, source: string, name: string, pos: number, lineOffset = 0): string {
  let at = pos;
  if (message.startsWith('await is only valid')) {
    const before = source.slice(0, pos + 'await'.length).lastIndexOf('await');
    if (before >= 0) at = before;
  } else if (message === 'missing ) after argument list') {
    // V8 points at the last argument's last token.
    const token = /(?:'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`[^`]*`|[\w$]+|\S)\s*$/.exec(source.slice(0, pos));
    if (token) at = token.index;
  } else if (message.startsWith('Invalid regular expression')) {
    const slash = source.lastIndexOf('/', pos);
    if (slash >= 0) at = slash;
  }
  const { line, column } = positionAt(source, at);
  const sourceLine = lineText(source, line);
  return arrowMessage({ file: name, line: line + lineOffset, column, sourceLine }, tokenLength(sourceLine.slice(column - 1), message));
}

function tokenLength(rest: string, message: string): number {
  if (message === 'Invalid or unexpected token' && /^['"]/.test(rest)) return rest.length;
  if (message.startsWith('Invalid regular expression')) return /^\/(?:\\.|[^/\n])*\/?\w*/.exec(rest)?.[0].length ?? 1;
  const token = /^(?:[\p{ID_Start}$_#][\p{ID_Continue}$]*|\d[\w.]*|'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|=>|\.\.\.|[=!]==?|\*\*=?|\+\+|--|&&=?|\|\|=?|\?\?=?|\?\.|<<=?|>>>?=?|[-+*/%&|^<>]=|\S)/u.exec(rest);
  return token ? token[0].length : 0;
}

/** A module's syntax error: V8's message if it can be had, at acorn's place. */
function moduleSyntaxError(env: Environment, source: string, name: string, parseError: ParseError): SyntaxError {
  const error = new SyntaxError(v8Message(env, source, parseError));
  const fields = error as unknown as Record<PropertyKey, unknown>;
  const arrowSymbol = env.privateSymbols['arrow_message_private_symbol'];
  if (arrowSymbol) fields[arrowSymbol] = syntaxErrorArrow(error.message, source, name, parseError.pos);
  return error;
}

/**
 * V8 is asked with the module's import and export words blanked out: the rest is an async function's body. If it finds
 * nothing wrong with that, acorn's message is put in V8's words.
 */
function v8Message(env: Environment, source: string, parseError: ParseError): string {
  const blank = (text: string): string => text.replace(/[^\n]/g, ' ');
  const body = source
    .replace(/^#!.*/, blank)
    .replace(/^[ \t]*import\s*(?:[\w$*\s{},]+\s+from\s*)?(['"]).*?\1(?:\s*with\s*\{[^}]*\})?/gm, blank)
    .replace(/^[ \t]*export\s*(?:\*(?:\s*as\s+[\w$]+)?|\{[^}]*\})\s*from\s*(['"]).*?\1/gm, blank)
    .replace(/^[ \t]*export\s*\{[^}]*\}/gm, blank)
    .replace(/^([ \t]*)export\s+default\b/gm, (match) => `${blank(match).slice(0, -5)}void `.slice(0, match.length).padEnd(match.length))
    .replace(/^[ \t]*export\b(?!\s*[*{])/gm, blank)
    .replace(/\bimport\.meta\b/g, (match) => 'this'.padEnd(match.length));
  try {
    env.natives.eval(`(async function () {'use strict';${body}\n})`);
  } catch (error) {
    // An import or export that is left is the one that is wrong, and what V8 says of it in a function is not what it says in a module.
    if (error instanceof SyntaxError && !MODULE_SYNTAX_MESSAGES.includes(error.message)) return endsEarly(source, parseError.pos, error.message) ? END_OF_INPUT : error.message;
  }
  if (/\bexport\s*$/.test(source.slice(0, parseError.pos))) return UNEXPECTED_EXPORT;
  return fromAcorn(parseError.message, source.slice(parseError.pos));
}

const END_OF_INPUT = 'Unexpected end of input';
const UNEXPECTED_EXPORT = "Unexpected token 'export'";

/** Whether what V8 minds is the end of the source, which is the end of a function to it. */
function endsEarly(source: string, pos: number, message: string): boolean {
  return source.slice(pos).trim() === '' && /^Unexpected token '[)}]'$/.test(message);
}

/** V8's messages for what only an ES module may have (src/node_contextify.cc). */
export const MODULE_SYNTAX_MESSAGES: readonly string[] = ['Cannot use import statement outside a module', UNEXPECTED_EXPORT, "Cannot use 'import.meta' outside a module"];

function fromAcorn(message: string, rest: string): string {
  const text = message.replace(/\s*\(\d+:\d+\)$/, '');
  if (text === "'import' and 'export' may only appear at the top level") {
    // Elsewhere `import` begins an expression.
    return rest.startsWith('export') ? UNEXPECTED_EXPORT : fromAcorn('Unexpected token', rest.replace(/^import\s*/, ''));
  }
  if (text === "'return' outside of function") return 'Illegal return statement';
  if (text !== 'Unexpected token') return text;
  if (/^\s*$/.test(rest)) return END_OF_INPUT;
  const [word] = /^[\p{ID_Start}$_][\p{ID_Continue}$]*/u.exec(rest) ?? [];
  if (word !== undefined) return `Unexpected identifier '${word}'`;
  if (/^['"]/.test(rest)) return 'Unexpected string';
  if (/^\d/.test(rest)) return 'Unexpected number';
  return `Unexpected token '${rest.slice(0, Math.max(1, tokenLength(rest, text)))}'`;
}

/** The `//# sourceMappingURL=` and `//# sourceURL=` of a source, as V8 finds them. */
export function magicComments(source: string): { sourceMapURL: string | undefined; sourceURL: string | undefined } {
  const find = (name: string): string | undefined => {
    if (!source.includes(name)) return undefined;
    return [...source.matchAll(new RegExp(`^[^\\n]*//[#@][ \\t]${name}=[ \\t]*(\\S+?)[ \\t]*$`, 'gm'))].at(-1)?.[1];
  };
  return { sourceMapURL: find('sourceMappingURL'), sourceURL: find('sourceURL') };
}

