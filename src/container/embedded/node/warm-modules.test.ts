import { expect, test } from 'vitest';
import type { Pack } from '../kernel/packs.ts';
import { createTestEnvironment } from './test-environment.ts';

const SOURCE = 'globalThis.warmRuns = (globalThis.warmRuns ?? 0) + 1; exports.answer = 42;';
const COMPILED = JSON.stringify({ kind: 'commonjs', edits: [], importsDynamically: false });
const pack: Pack = {
  id: 'a-1',
  index: { 'a/index.js': [0, SOURCE.length, SOURCE.length, COMPILED.length] },
  data: new TextEncoder().encode(SOURCE + COMPILED),
};
const module = { pack: 'a-1', path: 'a/index.js', filename: '/app/node_modules/a/index.js' };

async function setup() {
  const { env } = createTestEnvironment();
  await new Promise<void>((resolve) => env.warm.prepare([module], new Map([[pack.id, pack]]), resolve));
  return env.warm;
}
const noImport = (): Promise<unknown> => Promise.reject(new Error('nothing is imported'));
const runs = (): unknown => (globalThis as { warmRuns?: number }).warmRuns;

test('a module that is compiled ahead runs only when it is taken and called', async () => {
  const warm = await setup();
  const before = runs();
  const compiled = warm.take(module.filename, SOURCE)?.(noImport);
  expect(runs()).toBe(before);
  const exports: { answer?: number } = {};
  compiled?.(exports);
  expect(exports.answer).toBe(42);
});

test('it is handed out once, and only for the very text that it was compiled from', async () => {
  const warm = await setup();
  expect(warm.take(module.filename, `${SOURCE} // changed by the learner`)).toBeUndefined();
  expect(warm.take(module.filename, SOURCE)).toBeDefined();
  expect(warm.take(module.filename, SOURCE)).toBeUndefined();
});

test('what was taken is told to the next process, what was not is let go', async () => {
  const warm = await setup();
  expect(warm.report()).toEqual([]);
  expect(warm.take(module.filename, SOURCE)).toBeUndefined();
  const used = await setup();
  used.take(module.filename, SOURCE);
  expect(used.report()).toEqual([module]);
});

test('modules of packs that are not there are passed over', async () => {
  const { env } = createTestEnvironment();
  await new Promise<void>((resolve) => env.warm.prepare([module], new Map(), resolve));
  expect(env.warm.take(module.filename, SOURCE)).toBeUndefined();
});

test('a program that comes early stops the compiling, and nothing is left of it', async () => {
  const { env } = createTestEnvironment();
  const before = Reflect.ownKeys(globalThis);
  env.warm.prepare([module], new Map([[pack.id, pack]]), () => {
    throw new Error('nothing was to be compiled any more');
  });
  env.ahead.stop();
  await new Promise((resolve) => setTimeout(resolve));
  expect(env.warm.take(module.filename, SOURCE)).toBeUndefined();
  expect(Reflect.ownKeys(globalThis)).toEqual(before);
});
