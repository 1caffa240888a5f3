// The store through thenables, subclasses of Promise, withResolvers, Promise.try and late resolution.
const { AsyncLocalStorage } = require('node:async_hooks');
const als = new AsyncLocalStorage();
class Mine extends Promise { static get [Symbol.species]() { return Promise; } }
const look = () => als.getStore();
(async () => {
  console.log(await als.run(1, async () => { await { then(ok) { ok(look()); } }; return look(); }));
  console.log(await als.run(2, () => Mine.resolve().then(look)));
  const { promise, resolve } = Promise.withResolvers();
  const first = als.run(3, () => promise.then(look));
  als.run(4, () => setTimeout(resolve, 1));
  console.log(await first, look());
  console.log(await als.run(5, () => Promise.try(async () => { await 1; return look(); })));
  console.log(await als.run(6, async () => await { then(ok) { setTimeout(() => ok(look()), 1); } }));
  const outer = await als.run(7, () => Promise.resolve({ then(ok) { ok(look()); } }));
  console.log(outer);
  const chained = als.run(8, () => Promise.resolve().then(() => ({ then(ok) { ok(look()); } })));
  console.log(await chained);
  console.log(await als.run(10, async () => { for await (const x of { [Symbol.asyncIterator]() { let i = 0; return { async next() { return { value: look(), done: i++ > 0 }; } }; } }) return x; }));
  async function* gen() { try { yield look(); yield look(); } catch { await null; console.log('catch', look()); } }
  const g = als.run('made', gen);
  console.log((await als.run(11, () => g.next())).value, (await als.run(12, () => g.next())).value);
  await als.run(13, () => g.throw(new Error('in')));
  console.log((await als.run(14, () => Array.fromAsync((async function* () { await 1; yield look(); })()))).join());
  console.log(await als.run(15, () => { const d = (fn) => fn(); return d(async function named() { await 0; return [look(), (() => look())()]; }); }));
  console.log(await als.run(16, () => fetch('data:text/plain,x').then((r) => r.text()).then((t) => t + look())));
})();
