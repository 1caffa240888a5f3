// Code that a program makes out of text imports relative to the script that made it, and its promises carry AsyncLocalStorage.
const { AsyncLocalStorage } = require('node:async_hooks');
const { setTimeout: wait } = require('node:timers/promises');
const { make, evaluate, evaluateArrow } = require('./folder/made.cjs');

const AsyncFunction = (async () => {}).constructor;
const GeneratorFunction = function* () {}.constructor;
const AsyncGeneratorFunction = async function* () {}.constructor;

async function show(name, action) {
  try {
    console.log(name, await action());
  } catch (error) {
    console.log(name, error.name, error.code, error.message.replaceAll(__dirname, '<here>'));
  }
}

async function main() {
  await show('new Function', () => make('./which.mjs'));
  await show('a builtin', async () => typeof (await make('node:path')).join);
  await show('eval', evaluate);
  await show('eval of an arrow', evaluateArrow);
  await show('missing', () => make('./missing.mjs'));
  await show('Function', () => Function('return import("./which.mjs")')());
  await show('AsyncFunction', () => new AsyncFunction('name', 'return (await import(name)).default')('./which.mjs'));
  await show('from a module', async () => (await import('./folder/module.mjs')).evaluated);
  await show('later', () => new Promise((resolve) => setTimeout(() => resolve(eval('import("./which.mjs")')), 1)));

  const store = new AsyncLocalStorage();
  await store.run('kept', async () => {
    const get = new AsyncFunction('wait', 'store', 'await wait(1); return store.getStore();');
    const generate = new AsyncGeneratorFunction('wait', 'store', 'await wait(1); yield store.getStore();');
    const evaluated = eval('(async (text = "await import") => { await wait(1); return [text, store.getStore()]; })');
    const all = await Promise.all([get(wait, store), generate(wait, store).next(), evaluated()]);
    console.log(...all);
  });

  // Direct eval sees what is around it; a function made of text does not.
  const local = 'seen';
  console.log(eval('typeof local + " " + local; /* import */'), new Function('return typeof local // import')(), eval(['import']), eval());
  (function () {
    const eval = (text) => `own ${text}`;
    console.log(eval('import("x")'));
  })();
  console.log(eval('let import_ = 1; import_ + 1'), eval?.('typeof local // import'), [1].map((x) => eval('x + 1 // await')));

  class Subclass extends Function {}
  const sub = new Subclass('a', 'return import(a)');
  console.log(sub instanceof Subclass, sub.constructor === Subclass, (await sub('./which.mjs')).default);
  console.log(Function('a', 'b', 'return a + b')(1, 2), new Function().toString(), Function('a,b', 'return b')(1, 2));
  console.log(String(new Function('a', '/*b*/ c', 'return a + c')), new Function('x', '').name, new Function('x', '').length);
  for (const made of [Function, AsyncFunction, GeneratorFunction, AsyncGeneratorFunction]) {
    console.log(made.name, made.length, Reflect.ownKeys(made), made.prototype.constructor === made, Object.getPrototypeOf(made) === (made === Function ? Function.prototype : Function));
    console.log(Object.getOwnPropertyDescriptor(made, 'prototype').writable, made('return 1') instanceof Function, made, typeof made);
  }
  console.log(globalThis.Function === Function, (() => {}).constructor === Function, Object.keys(globalThis).includes('Function'), Function instanceof Function);
  for (const texts of [['', 'return ]import'], ['a', '}, import("x"), {'], ['import("y")', ''], ['await'], [Symbol('import')]]) {
    try {
      new Function(...texts);
      console.log('taken', texts);
    } catch (error) {
      console.log(error.name, error.message);
    }
  }
}
main();
