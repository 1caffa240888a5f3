import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { compileFunctionBody } from './compile.ts';
import { compileEnvironment } from './compile.testing.ts';
import { installPromiseHooks } from './promises.ts';
import { stackTraces } from './stack-traces.ts';

const node24 = fileURLToPath(new URL('../../../../.cache/node-library/24.21.0/node', import.meta.url));

let prepareBefore: PropertyDescriptor | undefined;
let uninstall: (() => void) | undefined;

beforeEach(() => {
  prepareBefore = Object.getOwnPropertyDescriptor(Error, 'prepareStackTrace');
});

afterEach(() => {
  uninstall?.();
  uninstall = undefined;
  Reflect.deleteProperty(Error, 'prepareStackTrace');
  if (prepareBefore) Object.defineProperty(Error, 'prepareStackTrace', prepareBefore);
});

/** A process whose library prepares stacks as lib/internal/errors.js does. */
function setup() {
  Reflect.deleteProperty(Error, 'prepareStackTrace');
  const env = compileEnvironment();
  uninstall = installPromiseHooks(env);
  const traces = stackTraces(env);
  const plain = (error: unknown, trace: unknown[]): string => {
    const title = Error.prototype.toString.call(error);
    return trace.length === 0 ? title : `${title}\n    at ${trace.join('\n    at ')}`;
  };
  traces.setPrepareStackTraceCallback((_scope, error, trace) => {
    const { prepareStackTrace } = Error as { prepareStackTrace?: (error: unknown, trace: unknown) => unknown };
    if (typeof prepareStackTrace === 'function') return prepareStackTrace(error, trace);
    return plain(error, trace as unknown[]);
  });
  const run = (source: string, name = '/app/server.js'): unknown => {
    const module = { exports: {} as unknown };
    const fn = compileFunctionBody(env, {
      source, name, parameters: ['exports', 'require', 'module', '__filename', '__dirname'], import: () => Promise.reject(new Error('no import')),
    });
    fn.call(module.exports, module.exports, undefined, module, name, '/app');
    return module.exports;
  };
  return { env, traces, run };
}

/** The frames of a file that a program logs as error.stack under the real Node 24. */
function nativeStack(source: string): string[] {
  const directory = mkdtempSync(join(tmpdir(), 'stacks-'));
  try {
    const file = join(directory, 'server.js');
    writeFileSync(file, `${source}\nPromise.resolve(module.exports).then((error) => console.log(error.stack))`);
    return programFrames(execFileSync(node24, [file], { encoding: 'utf8' }).replaceAll(file, '/app/server.js'));
  } finally {
    rmSync(directory, { recursive: true });
  }
}

const programFrames = (stack: string): string[] => stack.split('\n').filter((line) => !line.includes('node:') && line !== '');

// Each leaves an error, or a promise of one, in module.exports.
const STACKS: Readonly<Record<string, string>> = {
  'a function called at the top level': "function handler() {\n  return new Error('boom');\n}\nmodule.exports = handler();",
  'the first line, where the wrapper stands': "module.exports = new Error('first');",
  'methods, constructors and anonymous functions': `class A { constructor() { this.e = this.m(); } m() { return [1].map(() => new Error('m'))[0]; } n() { return new A().e; } }
module.exports = ({ x: { handler: function () { return (() => new A().n())(); } } }).x.handler();`,
  'a method under another name': "const o = {}; o.alias = function original() { return new Error('as'); };\nmodule.exports = o.alias();",
  'behind awaits on one line': `const sleep = () => new Promise((resolve) => setTimeout(resolve, 1));
async function inner() { await sleep(); try { await sleep(); } finally { await sleep(); } throw new TypeError('late'); }
async function outer() { const [x] = [await sleep()]; await inner(); }
module.exports = outer().catch((error) => error);`,
  'a then callback': "module.exports = Promise.resolve(1).then(function step() { throw new Error('then'); }).catch((error) => error);",
  'an async arrow with an expression': "const f = async (x) => (await x).y.z;\nmodule.exports = f({}).catch((error) => error);",
  'destructuring an awaited value': "const f = async () => { const { a } = await undefined; };\nmodule.exports = f().catch((error) => error);",
  'a caught message about an awaited value': "const f = async () => { try { (await {}).run(); } catch (e) { return { stack: e.message }; } };\nmodule.exports = f();",
  'calling what an awaited value lacks': "const f = async () => { (await {}).run(); };\nmodule.exports = f().catch((error) => error);",
  'iterating an awaited value': "const f = async () => { for (const x of await 5); };\nmodule.exports = f().catch((error) => error);",
  'for await over what is not iterable': "const f = async (list) => { for await (const x of list); };\nmodule.exports = f(5).catch((error) => error);",
  'a function that is named after what it is given to': `const o = { t: async (f) => { await 1; return f(); } };
async function g() { return o.t(async () => { await 1; throw new Error('x'); }, { __proto__: null, a: 1 }); }
module.exports = g().catch((error) => error);`,
  'a stack trace limit': "Error.stackTraceLimit = 2; const f = (n) => n ? f(n - 1) : new Error('deep');\nmodule.exports = f(5); Error.stackTraceLimit = 10;",
  'a call site read by the program': `const before = Error.prepareStackTrace;
Error.prepareStackTrace = (_error, sites) => sites;
const [site] = new Error('x').stack;
Error.prepareStackTrace = before;
module.exports = { stack: [site.getFileName(), site.getLineNumber(), site.getColumnNumber(), site.getFunctionName(), site.isEval(), site.getTypeName(), site.toString()].join(' ') };`,
};

for (const [name, source] of Object.entries(STACKS)) {
  test.skipIf(!existsSync(node24))(`a stack reads as in Node: ${name}`, async () => {
    const { run } = setup();
    const error = (await run(source)) as Error;
    expect(programFrames(error.stack ?? '')).toEqual(nativeStack(source));
  });
}

/** What the real Node 24 prints for a program on stderr. */
function nativeFatal(source: string): string {
  const directory = mkdtempSync(join(tmpdir(), 'fatal-'));
  try {
    const file = join(directory, 'server.js');
    writeFileSync(file, source);
    return withoutInternals(spawnSync(node24, [file], { encoding: 'utf8' }).stderr.replaceAll(file, '/app/server.js'));
  } finally {
    rmSync(directory, { recursive: true });
  }
}

const withoutInternals = (text: string): string => text.split('\n').filter((line) => !/^ +at .*(?:node:)/.test(line)).join('\n');

const FATAL: Readonly<Record<string, string>> = {
  'a thrown error': "function handler() {\n  throw new Error('boom');\n}\nhandler();\n",
  'a type error': 'const { x } =\n  undefined;',
  'an error of a class': "class Missing extends Error { name = 'Missing' }\n\tthrow new Missing('msg');",
  'a syntax error': 'const x = 1;\nconst y = foo(;\n',
  'a missing end': 'function f() {\n  if (x) {\n}\n',
  'a name declared twice': 'let a = 1;\nlet a = 2;',
  'await outside of an async function': 'function f() {\n  const x = await g();\n}',
  'an unterminated string': "var s = 'abc\nfoo()",
  'a missing parenthesis': "console.log('a'\nconsole.log('b')",
  'a reserved word': 'const class = 1;',
  'a regular expression': 'const r = /(/;',
  'an unexpected identifier': 'const a = 1 b = 2',
  'an unexpected brace': 'function f() {\n}}\n',
};

for (const [name, source] of Object.entries(FATAL)) {
  test.skipIf(!existsSync(node24))(`what ends a process is printed as by Node: ${name}`, () => {
    const { run, traces } = setup();
    let thrown: unknown;
    try {
      run(source);
    } catch (error) {
      thrown = error;
    }
    expect(withoutInternals(traces.formatFatalException(thrown))).toBe(nativeFatal(source));
  });
}

test('a rejection is shown where its error was made', () => {
  const { run, traces } = setup();
  let thrown: unknown;
  try {
    run("  throw new Error('x');");
  } catch (error) {
    thrown = error;
  }
  expect(traces.formatFatalException(thrown, true).split('\n')[2]).toBe('        ^');
  expect(traces.sourceContext(thrown)).toEqual({ file: '/app/server.js', line: 1, column: 9, sourceLine: "  throw new Error('x');" });
});

test('a primitive that was thrown is printed', () => {
  const { traces } = setup();
  expect(traces.formatFatalException('text')).toContain('\ntext\n');
  expect(traces.sourceContext('text')).toBeUndefined();
});
