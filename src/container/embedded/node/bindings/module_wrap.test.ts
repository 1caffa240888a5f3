import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { compileEnvironment } from '../compile.testing.ts';
import { installPromiseHooks } from '../promises.ts';
import { moduleWrap } from './module_wrap.ts';

const node24 = fileURLToPath(new URL('../../../../../.cache/node-library/24.21.0/node', import.meta.url));

interface Wrap {
  url: string;
  readonly hasTopLevelAwait: boolean;
  readonly hasAsyncGraph: boolean;
  link(modules: Wrap[]): void;
  getModuleRequests(): { specifier: string; attributes: Record<string, string> }[];
  instantiate(): void;
  evaluate(): Promise<void>;
  evaluateSync(): Record<string, unknown>;
  getNamespace(): Record<string, unknown>;
  getStatus(): number;
  getError(): unknown;
  setExport(name: string, value: unknown): void;
}
type WrapClass = new (url: string, context: undefined, source: string | string[], steps?: unknown) => Wrap;

let uninstall: (() => void) | undefined;
afterEach(() => {
  uninstall?.();
  uninstall = undefined;
  Reflect.deleteProperty(globalThis, 'log');
});

/** Links modules of a map by their names; what they `log` is gathered. */
function setup(sources: Readonly<Record<string, string>>) {
  const env = compileEnvironment();
  uninstall = installPromiseHooks(env);
  const binding = moduleWrap(env) as unknown as {
    ModuleWrap: WrapClass;
    createRequiredModuleFacade(wrap: Wrap): Record<string, unknown>;
    setImportModuleDynamicallyCallback(callback: unknown): void;
    setInitializeImportMetaObjectCallback(callback: unknown): void;
  };
  const wraps = new Map<string, Wrap>();
  const logged: string[] = [];
  Object.assign(globalThis, { log: (...values: unknown[]) => void logged.push(values.map(String).join(' ')) });
  function load(name: string): Wrap {
    const existing = wraps.get(name);
    if (existing) return existing;
    const source = sources[name];
    if (source === undefined) throw new Error(`no module ${name}`);
    const wrap = new binding.ModuleWrap(`file:///app/${name}`, undefined, source);
    wraps.set(name, wrap);
    wrap.link(wrap.getModuleRequests().map(({ specifier }) => load(specifier.replace('./', ''))));
    return wrap;
  }
  binding.setImportModuleDynamicallyCallback(async (_referrer: symbol, specifier: string) => {
    const wrap = load(specifier.replace('./', ''));
    if (wrap.getStatus() < 2) wrap.instantiate();
    await wrap.evaluate();
    return wrap.getNamespace();
  });
  binding.setInitializeImportMetaObjectCallback((_referrer: symbol, meta: Record<string, unknown>, wrap: Wrap) => {
    meta['url'] = wrap.url;
  });
  async function run(name: string): Promise<string[]> {
    const wrap = load(name);
    wrap.instantiate();
    // As in ModuleJob.run(), which awaits the linking.
    await Promise.resolve();
    await wrap.evaluate();
    return logged;
  }
  return { binding, load, run, logged };
}

/** The same modules under the real Node 24. */
function native(sources: Readonly<Record<string, string>>, entry: string): string[] {
  const directory = mkdtempSync(join(tmpdir(), 'modules-'));
  try {
    for (const [name, source] of Object.entries(sources)) writeFileSync(join(directory, name), source);
    writeFileSync(join(directory, 'log.cjs'), "globalThis.log = (...v) => console.log(v.map(String).join(' '))");
    return execFileSync(node24, ['--require', './log.cjs', entry], { cwd: directory, encoding: 'utf8' }).split('\n').slice(0, -1);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

// Programs whose output must be that of Node itself.
const PROGRAMS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'live bindings of an export that is assigned again': {
    'main.mjs': "import { count, inc } from './counter.mjs'; log(count); inc(); log(count); log([count, { count }.count, `${count}`]); { let count = 'shadow'; log(count); } ((count) => log(count))('parameter');",
    'counter.mjs': 'export let count = 0; export function inc() { count++; }',
  },
  'imports are constants': {
    'main.mjs': "import { a, b } from './a.mjs'; for (const f of [() => { a = 1 }, () => a++, () => { [a] = [2] }, () => { ({ a } = { a: 3 }) }, () => { for (a of [1]); }, () => { b = 1 }]) try { f(); } catch (e) { log(e.name, e.message); }",
    'a.mjs': 'export let a = 1; export const b = 2; export const set = () => { a = 5 };',
  },
  'an import cycle with a hoisted function and a binding too early': {
    'main.mjs': "import { b } from './b.mjs'; export function hoisted() { return 'hoisted'; } export const late = 'late'; export default class Late {} log('main', b);",
    'b.mjs': "import Default, { hoisted, late } from './main.mjs'; log(hoisted()); for (const f of [() => late, () => Default, () => ({ late }), () => typeof late]) try { log(f()); } catch (e) { log(e.name, e.message); } export const b = 'b';",
  },
  'calls of imports have no this': {
    'main.mjs': "import * as ns from './f.mjs'; import { f, g } from './f.mjs'; log(f()); log(g()); log(ns.f() === ns); log(f`x`); log(new ns.C().ok, this);",
    'f.mjs': 'export function f() { return this; } export let g = function () { return this; }; g = g; export class C { ok = true }',
  },
  'names of default exports': {
    'main.mjs': "import a from './a.mjs'; import b from './b.mjs'; import c from './c.mjs'; import d, { same } from './d.mjs'; import e from './e.mjs'; import f from './f.mjs'; log(a.name, b.name, c.name, d.name, d === same, e, f.name, f());",
    'a.mjs': 'export default () => {};',
    'b.mjs': 'export default class {}',
    'c.mjs': 'export default function () {}',
    'd.mjs': 'export default function named() {} export { named as same };',
    'e.mjs': 'export default 1 + 1 // a comment',
    'f.mjs': 'export default async function* ({ a = 1 } = {}) { yield a }',
  },
  'stars, ambiguity, namespaces and string names': {
    'main.mjs': "import * as all from './all.mjs'; import { 'a-b' as ab, inner, renamed } from './all.mjs'; log(Object.keys(all)); log(ab, inner.x, renamed, 'x' in all, Object.prototype.toString.call(all)); log(Object.getPrototypeOf(all), Object.isExtensible(all), JSON.stringify(all)); for (const f of [() => { all.one = 1 }, () => { all.zz = 1 }, () => delete all.one, () => delete all.zz, () => Object.defineProperty(all, 'one', { value: 3 })]) try { log(f()); } catch (e) { log(e.name, e.message); }",
    'all.mjs': "export * from './one.mjs'; export * from './two.mjs'; export * as inner from './one.mjs'; const v = 'v'; export { v as 'a-b' }; export { two as renamed } from './two.mjs';",
    'one.mjs': "export const x = 'one'; export const one = 1; export default 'no';",
    'two.mjs': "export const x = 'two'; export const two = 2;",
  },
  'evaluation order with top-level await': {
    'main.mjs': "log('main starts'); import './a.mjs'; import './b.mjs'; import './c.mjs'; log('main', await Promise.resolve('value'));",
    'a.mjs': "import './shared.mjs'; log('a1'); await 0; log('a2'); await 0; log('a3');",
    'b.mjs': "import './shared.mjs'; log('b');",
    'c.mjs': "import './a.mjs'; log('c1'); for await (const x of [1, Promise.resolve(2)]) log('c', x); log('c2');",
    'shared.mjs': "log('shared'); Promise.resolve().then(() => log('tick 1')).then(() => log('tick 2')).then(() => log('tick 3')).then(() => log('tick 4')).then(() => log('tick 5')).then(() => log('tick 6')).then(() => log('tick 7'));",
  },
  'ticks of dynamic import and await in a module': {
    'main.mjs': "import('./a.mjs').then((ns) => log(ns.default)); const ns = await import('./a.mjs'); log('awaited', ns === await import('./a.mjs')); try { await import('./bad.mjs') } catch (e) { log(e.message) } try { await import('./bad.mjs') } catch (e) { log('again', e.message) } const { default: d = 1, ...rest } = await Promise.resolve({ default: 2, x: 3 }); log(d, rest.x);",
    'a.mjs': "log('a'); export default 'default of a';",
    'bad.mjs': "log('bad runs once'); throw new Error('bad');",
  },
  'declarations of every kind': {
    'main.mjs': "#!/usr/bin/env node\nimport { a, b, c, d, e, F, g } from './d.mjs'; log(a, b, c, d, e, new F().x, [...g()]); log(typeof arguments, typeof undeclared); try { arguments } catch (e) { log(e.name) } var x = 1; { var x = 2 } log(x); switch (1) { case 1: let a = 'switch'; log(a) } try { throw 1 } catch (a) { log(a) } label: for (const a of [1]) { for (;;) continue label } class K { static a = a; static { log(this.a) } a = a; [a] = 1 } log(new K().a, Object.keys(new K()));",
    'd.mjs': 'export const { a, z: [b = 2, ...c] } = { a: 1, z: [undefined, 3, 4] }; export var d = 5, e = 6; export class F { x = 7 } export function* g() { yield 8 }',
  },
  'statements without semicolons': {
    'main.mjs': "import { a } from './a.mjs'\nlet b = a\nexport const c = b\nexport default c\n;[1].forEach((x) => log(x))\nlet d = b\nawait 0\nlet e = d\nexport { d }\nlog(a, b, c, d, e)\nasync function f() {\n  let x = a\n  await x\n  return\n}\nawait f()",
    'a.mjs': "export let a = 'a'\nexport const again = () => { a = 'b' }",
  },
};

for (const [name, sources] of Object.entries(PROGRAMS)) {
  test.skipIf(!existsSync(node24))(`as in Node: ${name}`, async () => {
    expect(await setup(sources).run('main.mjs')).toEqual(native(sources, 'main.mjs'));
  });
}

test('an unknown import is a SyntaxError that shows the line', () => {
  const { load } = setup({ 'main.mjs': "// first\nimport { a, nope } from './a.mjs';", 'a.mjs': 'export const a = 1;' });
  const wrap = load('main.mjs');
  expect(() => wrap.instantiate()).toThrow("The requested module './a.mjs' does not provide an export named 'nope'");
  expect(wrap.getStatus()).toBe(0);
});

test('conflicting star exports are named when they are imported', () => {
  const { load } = setup({
    'main.mjs': "import { x } from './all.mjs';", 'all.mjs': "export * from './a.mjs'; export * from './b.mjs';",
    'a.mjs': 'export const x = 1;', 'b.mjs': 'export const x = 2;',
  });
  expect(() => load('main.mjs').instantiate()).toThrow("The requested module './all.mjs' contains conflicting star exports for name 'x'");
});

test('evaluateSync gives the namespace at once, and throws for a graph with top-level await', () => {
  const { load } = setup({ 'sync.mjs': 'export default 1; export const x = 2;', 'async.mjs': "import './sync.mjs'; await 0;" });
  const sync = load('sync.mjs');
  sync.instantiate();
  expect({ ...sync.evaluateSync() }).toEqual({ default: 1, x: 2 });
  const asynchronous = load('async.mjs');
  asynchronous.instantiate();
  expect(asynchronous.hasAsyncGraph).toBe(true);
  expect(() => asynchronous.evaluateSync()).toThrow();
  expect(asynchronous.getStatus()).toBe(2);
});

test('an error of evaluation is kept and thrown again', () => {
  const { load } = setup({ 'main.mjs': "import './bad.mjs';", 'bad.mjs': "throw new RangeError('bad');" });
  const main = load('main.mjs');
  main.instantiate();
  expect(() => main.evaluateSync()).toThrow(RangeError);
  expect(main.getStatus()).toBe(5);
  expect(() => main.evaluateSync()).toThrow('bad');
  expect(load('bad.mjs').getError()).toBe(main.getError());
});

test('a synthetic module that sets an export again updates its importers', async () => {
  const { binding, load, logged } = setup({ 'main.mjs': "import fs, { read } from './fs'; globalThis.log(fs.name, read()); export const again = () => globalThis.log(read());", fs: '' });
  const builtin = new binding.ModuleWrap('node:fs', undefined, ['default', 'read'], function (this: Wrap) {
    this.setExport('default', { name: 'fs' });
    this.setExport('read', () => 'old');
  });
  builtin.instantiate();
  await builtin.evaluate();
  const main = new binding.ModuleWrap('file:///app/main.mjs', undefined, "import fs, { read } from 'fs'; log(fs.name, read()); export const again = () => log(read());");
  main.link([builtin]);
  main.instantiate();
  await main.evaluate();
  builtin.setExport('read', () => 'new');
  (main.getNamespace()['again'] as () => void)();
  expect(logged).toEqual(['fs old', 'new']);
  expect(load).toBeTypeOf('function');
});

test('a required module gets a facade with __esModule', () => {
  const { binding, load } = setup({ 'main.mjs': 'export default 1; export const x = 2;' });
  const main = load('main.mjs');
  main.instantiate();
  main.evaluateSync();
  expect({ ...binding.createRequiredModuleFacade(main) }).toEqual({ __esModule: true, default: 1, x: 2 });
});

test('import attributes and import.meta reach the loader', async () => {
  const { binding, run, logged } = setup({ 'main.mjs': 'log(import.meta.url, import.meta === import.meta);' });
  const wrap = new binding.ModuleWrap('file:///x.mjs', undefined, "import x from './x.json' with { type: 'json' }; import './x.json';");
  expect(wrap.getModuleRequests().map(({ specifier, attributes }) => [specifier, { ...attributes }])).toEqual([['./x.json', { type: 'json' }], ['./x.json', {}]]);
  await run('main.mjs');
  expect(logged).toEqual(['file:///app/main.mjs true']);
});
