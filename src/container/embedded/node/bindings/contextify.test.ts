import { afterEach, beforeEach, expect, test } from 'vitest';
import { compileEnvironment } from '../compile.testing.ts';
import { cjsLexer } from './cjs_lexer.ts';
import { contextify } from './contextify.ts';
import { modules } from './modules.ts';

let prepareBefore: PropertyDescriptor | undefined;
beforeEach(() => {
  prepareBefore = Object.getOwnPropertyDescriptor(Error, 'prepareStackTrace');
});
afterEach(() => {
  Reflect.deleteProperty(Error, 'prepareStackTrace');
  if (prepareBefore) Object.defineProperty(Error, 'prepareStackTrace', prepareBefore);
});

interface Loaded {
  function?: (...args: unknown[]) => unknown;
  canParseAsESM: boolean;
  sourceMapURL: string | undefined;
}
interface Script {
  runInContext(sandbox: object | null, timeout: number): unknown;
}
interface ContextifyBinding {
  ContextifyScript: new (code: string, filename: string) => Script;
  makeContext(sandbox: object, name: string, origin: undefined, strings: boolean, wasm: boolean, queue: boolean, id: symbol): object;
  compileFunction(code: string, filename: string, ...rest: unknown[]): { function: (...args: unknown[]) => unknown };
  compileFunctionForCJSLoader(source: string, filename: string, sea: boolean, detect: boolean): Loaded;
  containsModuleSyntax(source: string, filename: string, resource?: string | null, withoutVariables?: string): boolean;
}

function setup(files: Readonly<Record<string, string>> = {}) {
  const env = compileEnvironment(files);
  const binding = contextify(env) as unknown as ContextifyBinding;
  const runIn = (sandbox: object, code: string): unknown => {
    binding.makeContext(sandbox, 'test', undefined, true, true, false, Symbol('test'));
    return new binding.ContextifyScript(code, 'evalmachine.<anonymous>').runInContext(sandbox, -1);
  };
  return { env, binding, runIn };
}

// [source, with CommonJS' variables, without them, canParseAsESM or the error's message], as the real Node 24.21 answers.
const MODULE_SYNTAX: readonly (readonly [string, boolean, boolean, boolean | string])[] = [
  ['await 1', true, true, true],
  ['const require = 1; await 1', true, true, true],
  ['const require = 1', true, false, true],
  ['let exports = 2; export {}', true, true, true],
  ['import.meta', true, true, true],
  ['return 1; import.meta', true, true, true],
  ['foo(', false, false, 'Unexpected end of input'],
  ['await 1; foo(', false, false, 'await is only valid in async functions and the top level bodies of modules'],
  ['export const module = 1', true, true, true],
  ['with (a) {} export {}', true, true, true],
  ['for await (x of y);', true, true, true],
  ['import("x")', false, false, false],
  ['import x from "x"', true, true, true],
  ['let a; let a; await 1', false, false, "Identifier 'a' has already been declared"],
];

for (const [source, withVariables, withoutVariables, loaded] of MODULE_SYNTAX) {
  test(`module syntax is told as by Node in: ${source}`, () => {
    const { binding } = setup();
    expect(binding.containsModuleSyntax(source, '/x.js', 'file:///x.js')).toBe(withVariables);
    expect(binding.containsModuleSyntax(source, '/x.js', null, 'no CJS variables')).toBe(withoutVariables);
    const load = () => binding.compileFunctionForCJSLoader(source, '/x.js', false, true);
    if (typeof loaded === 'string') expect(load).toThrow(loaded);
    else expect(load().canParseAsESM).toBe(loaded);
  });
}

test('a CommonJS function has five parameters, its source map, and runs with a hashbang', () => {
  const { binding } = setup();
  const { function: fn, sourceMapURL } = binding.compileFunctionForCJSLoader('#!/usr/bin/env node\nmodule.exports = [__filename, arguments.length];\n//# sourceMappingURL=a.map', '/a.js', false, true);
  const module = { exports: [] as unknown };
  fn?.(module.exports, undefined, module, '/a.js', '/');
  expect(fn?.length).toBe(5);
  expect(module.exports).toEqual(['/a.js', 5]);
  expect(sourceMapURL).toBe('a.map');
});

test('a script in this context gives its completion value', () => {
  const { binding } = setup();
  const script = new binding.ContextifyScript('var answer = 6 * 7; answer', 'x.js');
  expect(script.runInContext(null, -1)).toBe(42);
  Reflect.deleteProperty(globalThis, 'answer');
});

test('a script with a syntax error is refused when it is made', () => {
  const { binding } = setup();
  expect(() => new binding.ContextifyScript('a +', 'x.js')).toThrow(SyntaxError);
});

test('in a context of its own a script sees and changes the object only', () => {
  const { runIn } = setup();
  const sandbox: Record<string, unknown> = { x: 2 };
  expect(runIn(sandbox, 'var y = x * 21; implicit = 1; x = 3; function twice(n) { return n * 2 } twice(y)')).toBe(84);
  expect(sandbox).toMatchObject({ x: 3, y: 42, implicit: 1 });
  expect(sandbox['twice']).toBeTypeOf('function');
  expect(runIn({}, '[typeof process, typeof missing, typeof Math, this === globalThis]')).toEqual(['undefined', 'undefined', 'object', true]);
  expect(() => runIn({}, 'missing')).toThrow(ReferenceError);
  expect('implicit' in globalThis).toBe(false);
});

test('a function is compiled with its parameters', () => {
  const { binding } = setup();
  const { function: add } = binding.compileFunction('return a + b', 'x.js', 0, 0, undefined, false, undefined, [], ['a', 'b'], Symbol('x'));
  expect(add(1, 2)).toBe(3);
});

test('package.json files are read as Node reads them', () => {
  const files: Record<string, string> = {
    '/app/package.json': '{"name":"a","main":"./m.js","type":"module","exports":{".":"./m.js"},"imports":{"#a":"./b.js"}}',
    '/app/bad/package.json': '{ bad',
    '/app/plain/package.json': '{"type":"weird","main":3}',
  };
  const { env } = setup(files);
  const binding = modules(env) as unknown as Record<string, (...args: unknown[]) => unknown>;
  const app = ['a', './m.js', 'module', '{"#a":"./b.js"}', '{".":"./m.js"}', '/app/package.json'];
  expect(binding['readPackageJSON']?.('/app/package.json')).toEqual(app);
  expect(binding['readPackageJSON']?.('/none/package.json')).toBeUndefined();
  expect(binding['getNearestParentPackageJSON']?.('/app/src/deep/x.js')).toEqual(app);
  expect(binding['getNearestParentPackageJSON']?.('/app/node_modules/x/y.js')).toBeUndefined();
  expect(binding['getNearestParentPackageJSONType']?.('/app/plain/x.js')).toBe('none');
  expect(binding['getPackageScopeConfig']?.('file:///zz/x.js')).toBe('/package.json');
  expect(binding['getPackageScopeConfig']?.('file:///app/node_modules/y/x.js')).toBe('/app/node_modules/package.json');
  expect(binding['getPackageType']?.('file:///app/x.js')).toBe('module');
  expect(() => binding['readPackageJSON']?.('/app/bad/package.json', true, 'file:///base.js', 'x')).toThrow('Invalid package config /app/bad/package.json while importing "x" from /base.js.');
  files['/app/package.json'] = '{"type":"commonjs"}';
  expect(binding['getPackageType']?.('file:///app/x.js')).toBe('commonjs');
});

test('exports of CommonJS are found without running it', () => {
  const { parse } = cjsLexer(compileEnvironment()) as { parse(source: string): [Set<string>, string[]] };
  expect(parse('exports.a = 1; module.exports = require("x")')).toEqual([new Set(['a']), ['x']]);
  expect(parse('import x from "y"; exports.b = 1')).toEqual([new Set(), []]);
});

test('what stands for a built-in in a context can be written again and again', () => {
  const { runIn } = setup();
  const sandbox = {};
  expect(runIn(sandbox, 'globalThis.Date = 1; globalThis.Date = 2; Date')).toBe(2);
  expect(Object.getOwnPropertyDescriptor(sandbox, 'Date')).toEqual({ value: 2, writable: true, enumerable: true, configurable: true });
});
