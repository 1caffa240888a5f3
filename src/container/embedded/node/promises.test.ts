import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'acorn';
import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { createAsyncContext } from './async-context.ts';
import { installPromiseHooks } from './promises.ts';
import { transformAwait } from './transform/await.ts';

const node24 = fileURLToPath(new URL('../../../../.cache/node-library/24.21.0/node', import.meta.url));

let uninstall: (() => void) | undefined;
afterEach(() => {
  uninstall?.();
  uninstall = undefined;
});

/** Runs a program's `main` with our context; gives what it logs. */
async function ours(source: string): Promise<string[]> {
  const context = createAsyncContext();
  uninstall = installPromiseHooks({ asyncContext: context });
  const als = {
    run(value: unknown, callback: () => unknown) {
      const outer = context.current;
      context.current = value;
      try {
        return callback();
      } finally {
        context.current = outer;
      }
    },
    getStore: () => context.current,
    enterWith(value: unknown) {
      context.current = value;
    },
  };
  const logged: string[] = [];
  const { code } = transformAwait(source, (text, options) => parse(text, options));
  const main = new Function('als', 'log', `${code}\nreturn main;`) as (als: unknown, log: unknown) => () => Promise<unknown>;
  await main(als, (...values: unknown[]) => logged.push(values.map(String).join(' ')))();
  return logged;
}

/** The same under the real Node 24. */
function native(source: string): string[] {
  const program = `const { AsyncLocalStorage } = require('node:async_hooks'); const als = new AsyncLocalStorage(); const logged = [];
const log = (...values) => logged.push(values.map(String).join(' '));\n${source}\nmain().then(() => console.log(JSON.stringify(logged)));`;
  return JSON.parse(execFileSync(node24, ['-e', program], { encoding: 'utf8' })) as string[];
}

const PROGRAMS: Readonly<Record<string, string>> = {
  'interleaved flows': `async function step(name) { log(name, 1, als.getStore()); await 0; log(name, 2, als.getStore()); await null; log(name, 3, als.getStore()); return name; }
async function main() { await Promise.all(['a', 'b', 'c'].map((name) => als.run(name, async () => { const result = await step(name); log('done', result, als.getStore()); }))); log(als.getStore()); }`,
  'rejections, catch and finally': `async function main() {
  await als.run('A', async () => { try { await Promise.reject(1); } catch { log(als.getStore()); } finally { log(als.getStore()); } try { await 0; throw 1 } catch (e) { log(e, als.getStore()) } });
  await als.run('B', async () => { try { try { await Promise.reject(2); } finally { log('finally', als.getStore()); } } catch (e) { log('outer', e, als.getStore()); } });
  await Promise.all([als.run('C', () => Promise.reject(3).catch((e) => log(e, als.getStore()))), als.run('D', () => Promise.resolve().finally(() => log(als.getStore())))]);
}`,
  'thenables, awaited and returned': `const thenable = (name) => ({ then(resolve) { log(name, als.getStore()); resolve(name); } });
async function main() { await Promise.all([als.run('A', async () => { await thenable('awaited'); log(als.getStore()); }), als.run('B', async () => thenable('returned')), als.run('C', async () => { return thenable('return'); }), als.run('D', () => Promise.resolve().then(() => thenable('from then')))]); }`,
  'for await, labels and async generators': `async function* numbers() { log('start', als.getStore()); try { yield 1; log('second', als.getStore()); await 0; log('third', als.getStore()); yield 2; yield 3; } finally { log('closed', als.getStore()); } }
async function* delegating() { yield* numbers(); log('delegated', als.getStore()); }
async function main() {
  await als.run('A', async () => { outer: for await (const n of numbers()) { log(n, als.getStore()); if (n === 1) continue outer; break outer; } log('after', als.getStore()); });
  await als.run('B', async () => { for await (const n of [als.run('other', async () => { await 0; return 1; }), 2]) log(n, als.getStore()); log('after', als.getStore()); });
  await als.run('C', async () => { for await (const n of delegating()) log(n, als.getStore()); });
  const iterator = als.run('made', () => numbers()); await als.run('first', () => iterator.next()); await als.run('next', () => iterator.next());
}`,
  'enterWith reaches what follows only': `async function main() { await als.run('A', async () => { als.enterWith('B'); await 0; log(als.getStore()); (async () => { als.enterWith('inner'); await 0; log(als.getStore()); })(); await 0; log(als.getStore()); }); log(als.getStore()); }`,
  'the order of microtasks': `const wait = (n) => { let p = Promise.resolve(); for (let i = 0; i < n; i++) p = p.then(() => {}); return p; };
async function a() { log('a1'); await b(); log('a2'); return wait(1); } async function b() { log('b1'); await wait(2); log('b2'); }
const c = async () => b(); const d = async () => await (await c(), 1); async function* g() { yield wait(1); yield* [2, 3]; return 4; }
async function main() { const ticks = (async () => { for (let i = 0; i < 25; i++) { await null; log('tick', i); } })(); await Promise.all([a(), c(), d(), (async () => { for await (const x of g()) log('g', x); })()]); await ticks; }`,
  'syntax of every kind': `const object = { async method(x) { 'use strict'; return await x; }, async *items() { yield await 1 }, get g() { return async () => ({ a: await 2 }) } };
class K { static async s() { return (await 3) + 1 } async #p() { return await 4 } p() { return this.#p() } f = async () => await 5; static { this.block = async () => { await 0; return 6 } } }
async function main() {
  const x = 1
  await x
  let y = await x
  if (y) await x; else await y
  do await x; while (await 0)
  const arrow = async y =>
    await y
  log(await object.method(1), (await object.items().next()).value, (await object.g()).a, await K.s(), await new K().p(), await new K().f(), await K.block(), await arrow(7), \`\${await 8}\`, [await 9, ...await [10]].length, await await 11, -await 12, await (13, 14), typeof await 15, await (async () => {})())
  switch (await 1) { case await 1: log('case') }
  for (let i = await 0; i < await 1; i += await 1) log(i, als.getStore())
}`,
};

for (const [name, source] of Object.entries(PROGRAMS)) {
  test.skipIf(!existsSync(node24))(`contexts and order are those of Node: ${name}`, async () => {
    expect(await ours(source)).toEqual(native(source));
  });
}

test('contexts of concurrent flows never mix', async () => {
  const step = fc.constantFrom('await 0;', 'await Promise.resolve();', 'await null; await undefined;', 'try { await Promise.reject(1); } catch {}', 'await new Promise((resolve) => setTimeout(resolve));', 'for await (const x of [1, 2]);', 'await { then(resolve) { resolve(); } };');
  await fc.assert(fc.asyncProperty(fc.array(fc.array(step, { maxLength: 6 }), { maxLength: 8 }), async (flows) => {
    const source = `async function main() { await Promise.all([${flows.map((steps, index) =>
      `als.run(${index}, async () => { ${steps.map((text) => `${text} log(als.getStore() === ${index});`).join(' ')} })`).join(', ')}]); }`;
    const logged = await ours(source);
    uninstall?.();
    expect(logged).not.toContain('false');
  }), { numRuns: 25 });
});

test('a source without async functions is not parsed', () => {
  const source = 'const x = 1 +;';
  expect(transformAwait(source, () => { throw new Error('parsed'); })).toEqual({ code: source, edits: [] });
});

test('the helper and then look like built-ins', () => {
  uninstall = installPromiseHooks({ asyncContext: createAsyncContext() });
  expect(Object.keys(globalThis)).not.toContain('__backlot');
  const { then } = Promise.prototype;
  expect([then.name, then.length, 'prototype' in then]).toEqual(['then', 2, false]);
});
